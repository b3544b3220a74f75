// How starts and ends of attempts reach the executor.

import type { AttemptEnded, AttemptMessage, AttemptStarted } from '@millrace/model'
import type { Clock } from '@millrace/ports'
import type { Log } from '../log.ts'
import type { Lane } from '../executor/lane.ts'
import type { Outcome } from '../executor/outcome.ts'

type Taken = readonly ((isTaken: boolean) => void)[]

export interface Reports {
  /** `taken` are called when the report cannot be lost any more. */
  started(message: AttemptMessage, report: AttemptStarted, taken: Taken): void
  ended(message: AttemptMessage, report: AttemptEnded, taken: Taken): void
  /** For an attempt that must not run twice: resolves once its start is stored (true), or refused (false). */
  begin(message: AttemptMessage, report: AttemptStarted, taken: Taken): Promise<boolean>
  /** Resolves when everything reported so far is on its way for good. */
  flush(): Promise<void>
}

/** After so long the start of an attempt is reported again. */
const BEGIN_AGAIN_MS = 500

/** To the lane of the same process, without a message in between. */
export function createLocalReports(deps: {
  readonly lane: Pick<Lane, 'post'>
  readonly clock: Clock
  readonly log: Log
}): Reports {
  let open = 0
  let onFlushed: (() => void)[] = []
  const post = (message: AttemptMessage, report: AttemptStarted | AttemptEnded, taken: Taken): void => {
    open += 1
    deps.lane.post({ kind: 'execution', key: message.executionId }, report, (outcome) => {
      open -= 1
      if (outcome.kind === 'failed') tellLost(deps.log, message, outcome)
      for (const each of taken) each(outcome.kind !== 'failed')
      if (open > 0) return
      for (const flushed of onFlushed) flushed()
      onFlushed = []
    })
  }
  const begin = (message: AttemptMessage, report: AttemptStarted, taken: Taken): Promise<boolean> =>
    new Promise((resolve) => {
      deps.lane.post({ kind: 'execution', key: message.executionId }, report, (outcome) => {
        if (outcome.kind === 'failed') {
          tellLost(deps.log, message, outcome)
          deps.clock.after(BEGIN_AGAIN_MS, () => resolve(begin(message, report, taken)))
          return
        }
        for (const each of taken) each(true)
        resolve(outcome.kind === 'changed' || outcome.kind === 'unchanged')
      })
    })
  return {
    begin,
    started: post,
    ended: post,
    flush: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => onFlushed.push(resolve))),
  }
}

function tellLost(log: Log, message: AttemptMessage, { error }: Extract<Outcome, { kind: 'failed' }>): void {
  const { executionId, taskRunId, attempt } = message
  log.warn(
    { executionId, taskRunId, attempt, code: error.code, error: error.message },
    'The report of an attempt was not accepted.',
  )
}
