// Stopping what is live: what only waits is KILLED at once, what a worker is known to run is told to stop. A flowable
// ends when its children have.

import { isTerminal } from '@millrace/model'
import type { Draft } from '../draft.ts'
import type { TaskRun } from '../state.ts'
import { inState, noteAttempt, withoutDue } from '../task-run.ts'
import { liveRuns } from '../view.ts'
import { askAgainAt } from '../calls/call.ts'
import { isInFinally } from './stopping.ts'

/** Stops everything that the kills so far stop; `except` is the task run that asks for it. Gives how many were live. */
export function stopLiveRuns(draft: Draft, except?: TaskRun): number {
  const live = new Set([...liveRuns(draft.state), ...draft.runs.values()].map((run) => run.id))
  const isAll = draft.header.kills > 1
  for (const id of live) {
    const current = draft.find(id)
    if (current === undefined || isTerminal(current.state) || id === except?.id) continue
    if (!isAll && isInFinally(draft, current)) continue
    if (current.call === undefined) stopRun(draft, current)
    else stopCall(draft, current)
  }
  return live.size
}

/** Put even when it is KILLING: a second kill is told too. */
function stopCall(draft: Draft, run: TaskRun): void {
  const killing = inState(run, 'KILLING', draft.now)
  draft.put({ ...killing, dueAt: askAgainAt(killing, draft.now) })
}

function stopRun(draft: Draft, run: TaskRun): void {
  const waits = run.dueAt !== undefined || run.state === 'PAUSED'
  if ((run.frame !== undefined && !waits) || run.state === 'KILLING') return
  if (run.attempts.at(-1)?.worker !== undefined) {
    draft.put(inState(run, 'KILLING', draft.now))
    return
  }
  if (draft.planOf(run)?.kind === 'attempt' && run.state !== 'RETRYING') {
    draft.cancelled.push({
      kind: 'cancel',
      executionId: draft.header.id,
      taskRunId: run.id,
      attempt: run.attempts.length,
    })
  }
  const isOpen = run.state !== 'RETRYING' && run.attempts.length > 0
  const stopped = isOpen ? noteAttempt(run, { state: 'KILLED', at: draft.now }) : run
  draft.put(inState(withoutDue(stopped), 'KILLED', draft.now))
}
