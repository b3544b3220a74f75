// The process that is killed: opens the store that its argument names, does what it says, and kills itself on the way.

import { writeSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { sortableId } from '@millrace/model'
import type { AdapterDefinition, AdapterHost } from '@millrace/ports'
import { withBoth, type OpenStore } from '../adapter/harness.ts'
import { created } from '../repository/rows.ts'
import type { ChildOrder } from './harness.ts'
import { GROUP, handle, INPUT, OUTPUT, type CommitPath } from './scenario.ts'

const order = JSON.parse(process.argv[2] ?? '') as ChildOrder
let drawn = 0
const host: AdapterHost = {
  clock: {
    now: () => Date.now(),
    after(delayMs, action) {
      const timer = setTimeout(action, delayMs)
      return () => clearTimeout(timer)
    },
  },
  ids: { next: () => sortableId(Date.now(), () => process.pid * 1000 + (drawn += 1)) },
  dataDirectory: order.directory,
  service: 'crashing',
  log: () => {},
}

const { adapter } = (await import(order.module)) as { readonly adapter: AdapterDefinition }
const store = withBoth(await adapter.open(order.options as never, host))
if (order.kind === 'steps') await dieAtStep(store, order.path, order.killAt)
else await commitForEver(store)

async function dieAtStep({ queue, ...rest }: OpenStore, path: CommitPath, killAt: string): Promise<void> {
  const step = (name: string): void => {
    if (name === killAt) process.kill(process.pid, 'SIGKILL')
  }
  await queue.consume(INPUT.topic, { group: GROUP, batchSize: 10 }, (batch) =>
    handle({ queue, ...rest }, path, batch, step),
  )
  while ((await queue.depth(INPUT.topic, GROUP)) > 0) await nextTurn()
  step('handled')
}

/** Tells each execution whose commit was accepted, until somebody kills the process. */
async function commitForEver({ repository, queue }: OpenStore): Promise<void> {
  const part = { key: 'part', body: '1', isLive: true, dueAt: 1 }
  for (let index = 0; ; index += 4) {
    const ids = [0, 1, 2, 3].map((offset) => `e${index + offset}`)
    const { joinedQueue } = repository.capabilities
    const commits = ids.map((id) =>
      repository.entities.commit({
        changes: [created(id, { parts: [part] })],
        ...(joinedQueue ? { publish: [{ ...OUTPUT, key: id }] } : {}),
      }),
    )
    await Promise.all(commits)
    if (!joinedQueue) await queue.publish(ids.map((id) => ({ ...OUTPUT, key: id })))
    writeSync(1, `${ids.join('\n')}\n`)
  }
}
