// Queue and repository are one database: attempts and commands are published in the commit that decided them, so that
// nothing is ever owed.

import type { Queue } from '@millrace/ports'
import type { Log } from '../log.ts'
import { broadcastCancels, REPEAT_CANCEL_MS } from './broadcast-cancels.ts'
import type { Dispatch } from './dispatch.ts'
import { attemptMessageOf, commandMessage } from './topics.ts'

export function createJoinedDispatch(deps: { readonly queue: Queue; readonly log: Log }): Dispatch {
  return {
    ownerOf: () => undefined,
    repeatCancelMs: REPEAT_CANCEL_MS,
    sendsWithCommit: true,
    messagesOf: ({ attempts, commands }) => [
      ...attempts.map(attemptMessageOf),
      ...commands.map(({ ref, command }) => commandMessage(ref, command)),
    ],
    send: (batch) => {
      broadcastCancels(deps, batch)
      return undefined
    },
  }
}
