// Planted bugs below the runtime: a repository or a queue that does not do what it says.

import type { EntityRef, Queue, Repository } from '@millrace/ports'
import { EntityTable } from '../store/entities.ts'
import type { Sabotage } from '../world/sabotage.ts'

class ForgetfulTable extends EntityTable {
  override conflictsOf(): readonly EntityRef[] {
    return []
  }
}

/** The last writer wins. */
export const versionNotChecked: Sabotage = { name: 'version not checked', entities: () => new ForgetfulTable() }

/** One publish in twenty, beside the commit or in it, says that it was done and was not. */
export const publishLost: Sabotage = {
  name: 'publish lost after commit',
  queue: (queue, process, world) => {
    const publish: Queue['publish'] = (messages) =>
      isUnlucky(world.timeline.events) ? process.call('loses a publish', 'read', () => {}) : queue.publish(messages)
    return { ...queue, publish }
  },
  repository: (repository, _process, world) =>
    withEntities(repository, {
      commit: ({ publish, ...rest }) => {
        const isLost = publish !== undefined && isUnlucky(world.timeline.events)
        return repository.entities.commit(publish === undefined || isLost ? rest : { ...rest, publish })
      },
    }),
}

function isUnlucky(number: number): boolean {
  return number % 20 === 0
}

/** Messages are acknowledged when they are delivered; what their handler was about to commit is lost with its process. */
export const acknowledgedEarly: Sabotage = {
  name: 'acknowledged before commit',
  queue: (queue, process) => ({
    ...queue,
    consume: (topic, options, handler) =>
      queue.consume(topic, options, async (batch) => {
        const handled = handler(batch)
        process.clock.after(0, () => void handled.catch(() => {}))
      }),
  }),
  repository: (repository) =>
    withEntities(repository, { commit: ({ acknowledge: _acknowledge, ...rest }) => repository.entities.commit(rest) }),
}

/** Timers are kept in the memory of the process that set them. */
export const timerLost: Sabotage = {
  name: 'timer lost on restart',
  repository: (repository) => {
    const own = new Set<string>()
    const note = (ref: EntityRef): void => void own.add(`${ref.kind}:${ref.key}`)
    return withEntities(repository, {
      commit: (commit) => {
        for (const { ref } of commit.changes) note(ref)
        return repository.entities.commit(commit)
      },
      due: async (options) =>
        (await repository.entities.due(options)).filter(({ ref }) => own.has(`${ref.kind}:${ref.key}`)),
    })
  },
}

/** A commit that conflicts publishes all the same: what both executors decided is sent twice. */
export const dispatchedTwice: Sabotage = {
  name: 'two executors dispatch the same child',
  repository: (repository, _process, world) =>
    withEntities(repository, {
      commit: async (commit) => {
        const result = await repository.entities.commit(commit)
        if (!result.committed) world.store.board.publish(commit.publish ?? [], world.timeline.now)
        return result
      },
    }),
}

function withEntities(repository: Repository, changed: Partial<Repository['entities']>): Repository {
  return { ...repository, entities: { ...repository.entities, ...changed } }
}
