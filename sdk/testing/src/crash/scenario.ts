// The piece of work that crashes: an executor in small. It takes a message, changes an entity by it, and sends a
// message on, by either commit path. Doing it again after a crash, wherever that was, must come to the same end.

import type { CommitResult, Delivery } from '@millrace/ports'
import type { OpenStore } from '../adapter/harness.ts'
import { created, ended, execution, logOf } from '../repository/rows.ts'

/** `joined`: messages and receipts in the commit. `unsent`: the commit marks an owner, who publishes and clears the mark. */
export type CommitPath = 'joined' | 'unsent'

export const STEPS = {
  joined: ['delivered', 'committed', 'handled'],
  unsent: ['delivered', 'committed', 'published', 'cleared', 'handled'],
} as const satisfies Record<CommitPath, readonly string[]>

export const INPUT = { topic: 'in', key: 'a', body: 'go' }
export const OUTPUT = { topic: 'out', key: 'a', body: 'gone' }
export const GROUP = 'executor'

type Step = (name: string) => void

/** What was there before the crash: a live execution and a message for it. */
export async function prepare({ queue, repository }: OpenStore): Promise<void> {
  await repository.entities.commit({ changes: [created('a')] })
  await queue.publish([INPUT])
}

/** Handles one batch of messages for the execution; tells `step` after each step. */
export async function handle(
  store: OpenStore,
  path: CommitPath,
  batch: readonly Delivery[],
  step: Step,
): Promise<void> {
  step('delivered')
  const { entities } = store.repository
  const [stored] = await entities.load([{ ref: execution('a'), parts: 'none' }])
  if (stored?.version !== 1) return
  const change = { ...ended('a'), parts: [{ key: 'part', body: '1', isLive: false }] }
  if (path === 'joined') {
    const acknowledge = batch.map(({ receipt }) => receipt)
    must(await entities.commit({ changes: [change], publish: [OUTPUT], acknowledge, logs: [logOf()] }))
    step('committed')
    return
  }
  must(await entities.commit({ changes: [{ ...change, isLive: true, owner: 'crashing' }], logs: [logOf()] }))
  step('committed')
  await sendOn(store, step)
}

/** Publishes what the execution owes, and clears its mark. */
export async function sendOn({ queue, repository }: OpenStore, step: Step = () => {}): Promise<void> {
  await queue.publish([OUTPUT])
  step('published')
  await repository.entities.setOwner([{ ref: execution('a'), version: 2 }], undefined)
  step('cleared')
}

function must(result: CommitResult): void {
  if (!result.committed) throw new RangeError('the commit was refused')
}
