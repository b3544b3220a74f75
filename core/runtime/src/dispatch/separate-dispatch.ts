// The queue lives elsewhere: the commit marks this service as owing messages, they are published, the mark is cleared.
// A process that dies in between leaves the mark, by which another finds and sends again what is outstanding.

import { messageOf } from '@millrace/model'
import type { Clock, Message, Queue } from '@millrace/ports'
import type { Log } from '../log.ts'
import { pause } from '../pause.ts'
import { broadcastCancels, REPEAT_CANCEL_MS } from './broadcast-cancels.ts'
import type { Dispatch } from './dispatch.ts'
import { attemptMessageOf, commandMessage } from './topics.ts'

export interface SeparateDispatchDeps {
  readonly queue: Queue
  readonly clock: Clock
  readonly service: string
  readonly log: Log
  /** Aborted when the process stops: what is not published then is found by its owner mark. */
  readonly signal: AbortSignal
}

const FIRST_DELAY_MS = 100
const LONGEST_DELAY_MS = 5_000

export function createSeparateDispatch(deps: SeparateDispatchDeps): Dispatch {
  return {
    ownerOf: (_pending, messages) => (messages > 0 ? deps.service : undefined),
    repeatCancelMs: REPEAT_CANCEL_MS,
    sendsWithCommit: false,
    messagesOf: () => [],
    send: (batch) => {
      broadcastCancels(deps, batch)
      const messages = batch.flatMap(({ attempts, commands }) => [
        ...attempts.map(attemptMessageOf),
        ...commands.map(({ ref, command }) => commandMessage(ref, command)),
      ])
      return messages.length === 0 ? undefined : publishUntilDone(deps, messages)
    },
  }
}

async function publishUntilDone(deps: SeparateDispatchDeps, messages: readonly Message[]): Promise<boolean> {
  let delayMs = FIRST_DELAY_MS
  while (!deps.signal.aborted) {
    try {
      await deps.queue.publish(messages)
      return true
    } catch (error) {
      deps.log.warn(
        { error: messageOf(error), messages: messages.length },
        'Messages could not be published; they are tried again.',
      )
    }
    await pause(deps.clock, delayMs, deps.signal)
    delayMs = Math.min(LONGEST_DELAY_MS, delayMs * 2)
  }
  return false
}
