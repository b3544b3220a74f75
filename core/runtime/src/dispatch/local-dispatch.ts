// Executor and worker in one process: attempts are handed over in memory after the commit. The execution belongs to this
// service while any is, so that the next process finds it.

import type { AttemptMessage } from '@millrace/model'
import type { Cancel } from '../executor/subject.ts'
import type { Dispatch } from './dispatch.ts'
import { commandMessage } from './topics.ts'

/** Where attempts go that stay in this process. */
export interface LocalWorker {
  offer(messages: readonly AttemptMessage[]): void
  cancel(cancels: readonly Cancel[]): void
}

/** Commands go with the commit: needs a joined queue. */
export function createLocalDispatch(deps: { readonly worker: LocalWorker; readonly service: string }): Dispatch {
  const { worker, service } = deps
  return {
    ownerOf: (pending) => (pending === 0 ? undefined : service),
    repeatCancelMs: undefined,
    sendsWithCommit: false,
    messagesOf: ({ commands }) => commands.map(({ ref, command }) => commandMessage(ref, command)),
    send: (batch) => {
      for (const { attempts, cancels } of batch) {
        if (cancels.length > 0) worker.cancel(cancels)
        if (attempts.length > 0) worker.offer(attempts)
      }
      return undefined
    },
  }
}
