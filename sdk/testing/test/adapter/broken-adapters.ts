// The memory adapter, broken in one way each. Every one of these mistakes loses, doubles or mixes up work.

import { adapter } from '@millrace/adapter-memory'
import type {
  AdapterHost,
  DueTimer,
  EntityStore,
  ExecutionQueries,
  LogStore,
  OpenAdapter,
  Queue,
  Repository,
  Total,
} from '@millrace/sdk-adapter'

interface Parts {
  readonly queue: Queue
  readonly repository: Repository
}

export interface BrokenAdapter {
  open(options: { readonly store: string }, host: AdapterHost): Promise<OpenAdapter>
}

function broken(breakParts: (parts: Parts) => Partial<Parts>): BrokenAdapter {
  return {
    async open(options, host) {
      const opened = await adapter.open(options, host)
      const { queue, repository } = opened as OpenAdapter & Parts
      return { ...opened, queue, repository, ...breakParts({ queue, repository }) }
    },
  }
}

function overriding<T extends object>(target: T, changes: Partial<T>): T {
  return new Proxy(target, {
    get: (own, name) => {
      const value: unknown = name in changes ? changes[name as keyof T] : own[name as keyof T]
      return typeof value === 'function' ? (value.bind(own) as unknown) : value
    },
  })
}

const withEntities = (breakStore: (entities: EntityStore) => Partial<EntityStore>) =>
  broken(({ repository }) => ({
    repository: { ...repository, entities: overriding(repository.entities, breakStore(repository.entities)) },
  }))

export const acknowledgesBeforeCommit = broken(({ queue }) => ({
  queue: overriding(queue, {
    consume: (topic, options, handler) =>
      queue.consume(topic, options, async (batch) => {
        handler(batch).catch(() => 'acknowledged already')
      }),
  }),
}))

export const forgetsTheVersion = withEntities((entities) => ({
  commit: async (commit) => {
    const stored = await entities.load(commit.changes.map(({ ref }) => ({ ref, parts: 'none' })))
    return entities.commit({
      ...commit,
      changes: commit.changes.map((change, index) => ({ ...change, expectedVersion: stored[index]?.version ?? 0 })),
    })
  },
}))

export const losesAPublish = withEntities((entities) => ({
  commit: ({ publish: _lost, ...commit }) => entities.commit(commit),
}))

let redelivered = 1000
export const doublesARow = broken(({ repository }) => {
  const logs: Partial<LogStore> = {
    append: (entries, metrics) =>
      repository.logs.append(
        entries.map((entry) => ({ ...entry, sequence: entry.sequence + (redelivered += 1) })),
        metrics,
      ),
  }
  return { repository: { ...repository, logs: overriding(repository.logs, logs) } }
})

export const givesAStaleTotal = broken(({ repository }) => {
  const known = new Map<string, Total>()
  const executions: Partial<ExecutionQueries> = {
    async total(filter, options) {
      const name = JSON.stringify(filter)
      const total = known.get(name) ?? (await repository.executions.total(filter, options))
      known.set(name, total)
      return total
    },
  }
  return { repository: { ...repository, executions: overriding(repository.executions, executions) } }
})

export const commitsHalf = withEntities((entities) => ({
  async commit({ changes, ...rest }) {
    const half = Math.ceil(changes.length / 2)
    const first = await entities.commit({ changes: changes.slice(0, half) })
    return first.committed ? entities.commit({ changes: changes.slice(half), ...rest }) : first
  },
}))

let published = 0
export const deliversToTwo = broken(({ queue }) => ({
  queue: overriding(queue, {
    publish: (messages) =>
      queue.publish(messages.map((message) => ({ ...message, key: `${message.key}|${(published += 1)}` }))),
    consume: (topic, options, handler) =>
      queue.consume(topic, options, (batch) =>
        handler(batch.map((delivery) => ({ ...delivery, key: delivery.key.split('|')[0] ?? '' }))),
      ),
  }),
}))

export const dropsATimer = withEntities((entities) => {
  const known = new Set<string>()
  const isKnown = ({ ref }: DueTimer) => known.has(JSON.stringify(ref))
  return {
    async commit(commit) {
      for (const { ref } of commit.changes) known.add(JSON.stringify(ref))
      return entities.commit(commit)
    },
    due: async (options) => (await entities.due(options)).filter(isKnown),
  }
})
