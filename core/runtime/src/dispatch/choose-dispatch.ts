// Which way attempts leave the executor of a process: in memory where nobody else could take them, else through the queue.

import type { RuntimeDeps } from '../runtime.ts'
import type { Dispatch } from './dispatch.ts'
import { createJoinedDispatch } from './joined-dispatch.ts'
import { createLocalDispatch, type LocalWorker } from './local-dispatch.ts'
import { createSeparateDispatch } from './separate-dispatch.ts'

export interface DispatchLinks {
  readonly worker: LocalWorker
  readonly service: string
  /** Aborted when the process stops. */
  readonly signal: AbortSignal
}

export function chooseDispatch(deps: RuntimeDeps, given: DispatchLinks): Dispatch {
  const { queue, clock, log } = deps
  switch (dispatchKind(deps)) {
    case 'local':
      return createLocalDispatch(given)
    case 'joined':
      return createJoinedDispatch({ queue, log })
    case 'separate':
      return createSeparateDispatch({ queue, clock, log, service: given.service, signal: given.signal })
  }
}

export function dispatchKind({
  repository: { capabilities },
  options: { roles, dispatch },
}: RuntimeDeps): 'local' | 'joined' | 'separate' {
  if (dispatch !== undefined) return dispatch
  if (!capabilities.joinedQueue) return 'separate'
  const isAlone = !capabilities.isShared && roles.includes('executor') && roles.includes('worker')
  return isAlone ? 'local' : 'joined'
}
