// Cancels go to every worker, best effort; an execution that is being killed has a timer that tells them again.

import { messageOf } from '@millrace/model'
import type { Queue } from '@millrace/ports'
import type { Cancel, Sends } from '../executor/subject.ts'
import type { Log } from '../log.ts'
import { encodeCancels, KILLS } from './topics.ts'

export const REPEAT_CANCEL_MS = 3_000

export function broadcastCancels(deps: { readonly queue: Queue; readonly log: Log }, batch: readonly Sends[]): void {
  tellCancels(
    deps,
    batch.flatMap((sends) => sends.cancels),
  )
}

export function tellCancels(deps: { readonly queue: Queue; readonly log: Log }, cancels: readonly Cancel[]): void {
  if (cancels.length === 0) return
  deps.queue.broadcast(KILLS, encodeCancels(cancels)).catch((error: unknown) => {
    deps.log.warn({ error: messageOf(error) }, 'Kills could not be broadcast; they are told again.')
  })
}
