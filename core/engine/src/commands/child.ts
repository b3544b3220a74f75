// What the execution that a task run calls has to tell. Only the call of the current attempt counts.

import { isTerminal, type ExecutionId, type JsonObject, type State, type TaskRunId } from '@millrace/model'
import type { CallFailed, ChildEnded, ChildMade } from '../command.ts'
import type { Draft } from '../draft.ts'
import { forgiven } from '../progress/tally.ts'
import { refuse, type Refusal } from '../refusal.ts'
import type { Call, TaskRun } from '../state.ts'
import { inState, noteAttempt, withoutDue } from '../task-run.ts'
import { retryAt, warnedOf } from './attempt.ts'

interface Told {
  readonly taskRunId: TaskRunId
  readonly attempt: number
  readonly childId: ExecutionId
}

interface Calling {
  readonly run: TaskRun
  readonly call: Call
}

/** The task run that waits for this execution; a refusal when it does not any more. */
function callingRun(draft: Draft, { taskRunId, attempt, childId }: Told): Calling | Refusal {
  const run = draft.find(taskRunId)
  if (run === undefined) return refuse('MR_COMMAND_STALE', `There is no task run ${taskRunId}.`)
  if (isTerminal(run.state)) return refuse('MR_COMMAND_STALE', `The task run has ended: it is ${run.state}.`)
  // Until a restart begins, the task run still stands with the call of its last attempt.
  if (draft.header.state === 'RESTARTED' || run.attempts.length !== attempt || run.call?.executionId !== childId)
    return refuse('MR_COMMAND_STALE', `The task run does not wait for the execution ${childId} in attempt ${attempt}.`)
  return { run, call: run.call }
}

/** Whoever does not wait has what it wanted. */
export function childMade(draft: Draft, command: ChildMade): Refusal | undefined {
  const calling = callingRun(draft, command)
  if ('code' in calling) return calling
  if (!calling.call.waits && calling.run.state !== 'KILLING') endCall(draft, calling.run, { state: 'SUCCESS' })
  return undefined
}

export function childEnded(draft: Draft, command: ChildEnded): Refusal | undefined {
  const calling = callingRun(draft, command)
  if ('code' in calling) return calling
  const { call, run } = calling
  const { state, problem, outputs } = command
  const passed = call.transmits && TRANSMITTED.has(state) ? state : 'SUCCESS'
  const given: JsonObject = {
    executionId: call.executionId,
    ...(call.waits ? { state, ...(outputs === undefined ? {} : { outputs }) } : {}),
  }
  if (!call.waits) endCall(draft, run, { state: 'SUCCESS', outputs: given })
  else if (problem === undefined || passed === 'FAILED') endCall(draft, run, { state: passed, outputs: given })
  else {
    const message = `The outputs of the execution ${call.executionId} cannot be rendered: ${problem}`
    endCall(draft, { ...run, error: { code: 'MR_EXPRESSION', message } }, { state: 'FAILED', outputs: given })
  }
  return undefined
}

const TRANSMITTED: ReadonlySet<State> = new Set(['FAILED', 'KILLED', 'WARNING'])

/** Nothing was made: a restart decides again what to call. */
export function callFailed(draft: Draft, command: CallFailed): Refusal | undefined {
  const calling = callingRun(draft, command)
  if ('code' in calling) return calling
  const { call: _call, outputs: _outputs, ...run } = calling.run
  const { code, message } = command
  endCall(draft, run.state === 'KILLING' ? run : { ...run, error: { code, message } }, { state: 'FAILED' })
  return undefined
}

function endCall(draft: Draft, given: TaskRun, end: { readonly state: State; readonly outputs?: JsonObject }): void {
  const plan = draft.planOf(given)
  const run = { ...withoutDue(given), ...(end.outputs === undefined ? {} : { outputs: end.outputs }) }
  const attempt = run.state === 'KILLING' ? 'KILLED' : end.state
  const dueAt = attempt === 'FAILED' ? retryAt(draft, run, plan?.retry) : undefined
  const noted = noteAttempt(run, { state: attempt, at: draft.now })
  if (dueAt === undefined) {
    draft.put(inState(noted, forgiven(warnedOf(attempt, run, plan), plan), draft.now))
    return
  }
  // The next attempt calls anew.
  const { call: _call, ...next } = noted
  draft.put({ ...inState(next, 'RETRYING', draft.now), dueAt })
  if (draft.header.state === 'RUNNING') draft.moveTo('RETRYING')
}
