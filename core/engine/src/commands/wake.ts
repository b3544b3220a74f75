// Timers: the next attempt of a retry, the end of a sleep, the date of a scheduled execution. A timer that is early,
// late or doubled changes nothing it should not.

import { isTerminal, type TaskRunId } from '@millrace/model'
import { askAgainAt } from '../calls/call.ts'
import { pauseDue } from '../controls/pause.ts'
import type { Draft } from '../draft.ts'
import { openControl } from '../progress/start.ts'
import { beginTurn } from '../progress/frames.ts'
import { refuse, type Refusal } from '../refusal.ts'
import type { TaskRun } from '../state.ts'
import { noteAttempt, inState, newAttempt, withoutDue } from '../task-run.ts'
import { liveRuns } from '../view.ts'
import { start } from './start.ts'

export function wake(draft: Draft, taskRunId: TaskRunId | undefined): Refusal | undefined {
  if (isTerminal(draft.header.state))
    return refuse('MR_COMMAND_STALE', `The execution has ended: it is ${draft.header.state}.`)
  if (taskRunId !== undefined) {
    const run = draft.find(taskRunId)
    if (run !== undefined) wakeRun(draft, run)
    return undefined
  }
  if (draft.header.state === 'CREATED') return start(draft)
  for (const run of liveRuns(draft.state)) wakeRun(draft, run)
  return undefined
}

function wakeRun(draft: Draft, run: TaskRun): void {
  if (run.dueAt === undefined || run.dueAt > draft.now || isTerminal(run.state)) return
  if (run.state === 'PAUSED') {
    pauseDue(draft, run)
    return
  }
  if (run.call !== undefined) {
    draft.put({ ...run, dueAt: askAgainAt(run, draft.now) })
    return
  }
  const awake = withoutDue(run)
  if (run.frame !== undefined) {
    beginTurn(draft, awake)
    return
  }
  if (run.state === 'RETRYING') {
    const created = inState(awake, 'CREATED', draft.now)
    const plan = draft.planOf(run)
    if (plan?.kind === 'subflow') openControl(draft, created, plan)
    else draft.put({ ...created, attempts: [...run.attempts, newAttempt(draft.now)] })
    if (draft.header.state === 'RETRYING') draft.moveTo('RUNNING')
  } else {
    draft.put(inState(noteAttempt(awake, { state: 'SUCCESS', at: draft.now }), 'SUCCESS', draft.now))
  }
}
