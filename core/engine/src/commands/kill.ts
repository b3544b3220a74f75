// Kill: everything that is live ends. What only waits is KILLED at once, what a worker is known to run is told to stop.
// `finally` tasks run still; a second kill stops those too.

import { isTerminal } from '@millrace/model'
import type { Draft } from '../draft.ts'
import { advance } from '../progress/frames.ts'
import { isInFinally } from '../progress/stopping.ts'
import { refuse, type Refusal } from '../refusal.ts'
import type { TaskRun } from '../state.ts'
import { noteAttempt, inState, withoutDue } from '../task-run.ts'
import { liveRuns } from '../view.ts'

export function kill(draft: Draft): Refusal | undefined {
  const { header } = draft
  if (isTerminal(header.state)) return refuse('MR_EXECUTION_STATE', `The execution has ended: it is ${header.state}.`)
  const live = liveRuns(draft.state)
  draft.header = { ...header, kills: Math.min(2, header.kills + 1) }
  draft.moveTo('KILLING')
  if (header.frame === undefined) {
    draft.moveTo('KILLED')
    return undefined
  }
  for (const run of live) if (draft.header.kills > 1 || !isInFinally(draft, run)) killRun(draft, run)
  if (live.length === 0) advance(draft, undefined)
  return undefined
}

function killRun(draft: Draft, run: TaskRun): void {
  // A flowable ends when its children have.
  if (run.frame !== undefined || run.state === 'KILLING') return
  if (run.attempts.at(-1)?.worker !== undefined) {
    draft.put(inState(run, 'KILLING', draft.now))
    return
  }
  if (draft.planOf(run)?.kind === 'attempt' && run.state !== 'RETRYING') {
    draft.cancelled.push({ kind: 'cancel', executionId: draft.header.id, taskRunId: run.id, attempt: run.attempts.length })
  }
  const isOpen = run.state !== 'RETRYING' && run.attempts.length > 0
  const stopped = isOpen ? noteAttempt(run, { state: 'KILLED', at: draft.now }) : run
  draft.put(inState(withoutDue(stopped), 'KILLED', draft.now))
}
