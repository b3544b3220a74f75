// What workers report: an attempt started, ended, or was lost with its worker. Only the current attempt of a live task
// run counts; whatever else is reported is past.

import { isTerminal, type AttemptEnded, type AttemptStarted, type ServiceId, type State, type TaskRunId } from '@millrace/model'
import { seeded } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import { nextAttemptAt } from '../plan/retry.ts'
import { forgiven } from '../progress/tally.ts'
import { isStopped } from '../progress/stopping.ts'
import { refuse, type Refusal } from '../refusal.ts'
import type { TaskRun } from '../state.ts'
import { endAttempt, inState } from '../task-run.ts'

/** The task run whose current attempt this is; a refusal when it is past. */
function currentRun(draft: Draft, taskRunId: TaskRunId, attempt: number): TaskRun | Refusal {
  const run = draft.find(taskRunId)
  if (run === undefined) return refuse('MR_COMMAND_STALE', `There is no task run ${taskRunId}.`)
  if (isTerminal(run.state)) return refuse('MR_COMMAND_STALE', `The task run has ended: it is ${run.state}.`)
  if (run.attempts.length !== attempt || run.state === 'RETRYING') {
    return refuse('MR_COMMAND_STALE', `Attempt ${attempt} is past: the task run is at attempt ${run.attempts.length}.`)
  }
  return run
}

function isRefusal(value: TaskRun | Refusal): value is Refusal {
  return 'code' in value
}

export function attemptStarted(draft: Draft, command: AttemptStarted): Refusal | undefined {
  const run = currentRun(draft, command.taskRunId, command.attempt)
  if (isRefusal(run)) return run
  const holder = run.attempts.at(-1)?.worker
  if (holder === command.worker) return undefined
  if (holder !== undefined) return refuse('MR_COMMAND_STALE', `Attempt ${command.attempt} runs on another worker.`)
  draft.put(withWorker(begun(run, command.at), command.worker))
  return undefined
}

function begun(run: TaskRun, at: number): TaskRun {
  return endAttempt(run.state === 'CREATED' ? inState(run, 'RUNNING', at) : run, [{ state: 'RUNNING', at }])
}

function withWorker(run: TaskRun, worker: ServiceId | undefined): TaskRun {
  const last = run.attempts.at(-1)
  if (last === undefined) return run
  const { worker: _worker, ...rest } = last
  const changed = worker === undefined ? rest : { ...rest, worker }
  return { ...run, attempts: [...run.attempts.slice(0, -1), changed] }
}

export function attemptEnded(draft: Draft, command: AttemptEnded): Refusal | undefined {
  const found = currentRun(draft, command.taskRunId, command.attempt)
  if (isRefusal(found)) return found
  // The dates are the worker's; an end never comes before what is recorded already.
  const run = begun(found, Math.min(command.startedAt, command.at))
  const ended = endAttempt(withWorker(run, undefined), [{ state: command.state, at: command.at }])
  const outputs = command.outputs === undefined ? {} : { outputs: command.outputs }
  const error = command.error === undefined ? {} : { error: { code: command.error.code, message: command.error.message } }
  finishAttempt(draft, { ...ended, ...outputs, ...error }, command.state)
  return undefined
}

/** Ends the task run, or lets it try again. */
function finishAttempt(draft: Draft, run: TaskRun, state: State): void {
  const plan = draft.planOf(run)
  if (state === 'FAILED' && run.state !== 'KILLING') {
    const dueAt = retryAt(draft, run)
    if (dueAt !== undefined) {
      draft.put({ ...inState(run, 'RETRYING', draft.now), dueAt })
      if (draft.header.state === 'RUNNING') draft.moveTo('RETRYING')
      return
    }
  }
  const warned = state === 'SUCCESS' && run.attempts.length > 1 && plan?.retry?.warnsOnRetry === true ? 'WARNING' : state
  draft.put(inState(run, forgiven(warned, plan), draft.now))
}

function retryAt(draft: Draft, run: TaskRun): number | undefined {
  const policy = draft.planOf(run)?.retry
  if (policy === undefined || policy.createsExecution) return undefined
  if (isStopped(draft, run)) return undefined
  return nextAttemptAt(policy, {
    attempts: run.attempts.length,
    firstStartedAt: run.history[0]?.at ?? draft.now,
    now: draft.now,
    random: seeded(draft.facts.seed),
  })
}

/** The worker is gone: the attempt is handed out again, or what was being killed is dead. */
export function attemptLost(
  draft: Draft,
  command: { readonly taskRunId: TaskRunId; readonly attempt: number; readonly worker: ServiceId },
): Refusal | undefined {
  const run = currentRun(draft, command.taskRunId, command.attempt)
  if (isRefusal(run)) return run
  if (run.attempts.at(-1)?.worker !== command.worker) {
    return refuse('MR_COMMAND_STALE', `Attempt ${command.attempt} is not in the hands of this worker.`)
  }
  const released = withWorker(run, undefined)
  if (run.state !== 'KILLING') draft.put(released)
  else draft.put(inState(endAttempt(released, [{ state: 'KILLED', at: draft.now }]), 'KILLED', draft.now))
  return undefined
}
