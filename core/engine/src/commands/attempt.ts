// What workers report: an attempt started, ended, or was lost with its worker. Only the current attempt of a live task
// run counts; whatever else is reported is past.

import {
  isTerminal,
  type AttemptEnded,
  type AttemptStarted,
  type ServiceId,
  type State,
  type StateEntry,
  type TaskRunId,
} from '@millrace/model'
import { seeded } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import { nextAttemptAt, type RetryPolicy } from '../plan/retry.ts'
import { forgiven } from '../progress/tally.ts'
import { isStopped } from '../progress/stopping.ts'
import { refuse, type Refusal } from '../refusal.ts'
import type { TaskRun } from '../state.ts'
import { inState, joined, noteAttempt, replaceLast } from '../task-run.ts'

/** The task run whose current attempt this is; a refusal when it is past. */
function currentRun(draft: Draft, taskRunId: TaskRunId, attempt: number): TaskRun | Refusal {
  const run = draft.find(taskRunId)
  if (run === undefined) return refuse('MR_COMMAND_STALE', `There is no task run ${taskRunId}.`)
  if (isTerminal(run.state)) return refuse('MR_COMMAND_STALE', `The task run has ended: it is ${run.state}.`)
  // Opened again and not begun: the attempt that it will make is not there yet.
  const isPast = run.state === 'RETRYING' || draft.header.state === 'RESTARTED'
  if (run.attempts.length !== attempt || isPast) {
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
  if (holder !== undefined) return refuse('MR_ATTEMPT_HELD', `Attempt ${command.attempt} runs on another worker.`)
  const begun = run.state === 'CREATED' || run.state === 'RESTARTED' ? inState(run, 'RUNNING', command.at) : run
  draft.put(withWorker(noteAttempt(begun, { state: 'RUNNING', at: command.at }), command))
  return undefined
}

function withWorker(run: TaskRun, { worker, once }: Pick<AttemptStarted, 'worker' | 'once'>): TaskRun {
  const last = run.attempts.at(-1)
  if (last === undefined) return run
  return { ...run, attempts: replaceLast(run.attempts, { ...last, worker, ...(once === undefined ? {} : { once }) }) }
}

function withoutWorker(run: TaskRun): TaskRun {
  const last = run.attempts.at(-1)
  if (last?.worker === undefined) return run
  const { worker: _worker, once: _once, ...rest } = last
  return { ...run, attempts: replaceLast(run.attempts, rest) }
}

export function attemptEnded(draft: Draft, command: AttemptEnded): Refusal | undefined {
  const found = currentRun(draft, command.taskRunId, command.attempt)
  if (isRefusal(found)) return found
  const plan = draft.planOf(found)
  const dueAt = command.state === 'FAILED' && found.state !== 'KILLING' ? retryAt(draft, found, plan?.retry) : undefined
  const state = dueAt === undefined ? forgiven(warnedOf(command.state, found, plan), plan) : 'RETRYING'
  draft.put({ ...endedRun(found, command, state, draft.now), ...(dueAt === undefined ? {} : { dueAt }) })
  if (dueAt !== undefined && draft.header.state === 'RUNNING') draft.moveTo('RETRYING')
  return undefined
}

/** A success that took more than one attempt is a warning where the retry says so. */
export function warnedOf(state: State, run: TaskRun, plan: PlanTask | undefined): State {
  return state === 'SUCCESS' && run.attempts.length > 1 && plan?.retry?.warnsOnRetry === true ? 'WARNING' : state
}

/** Made in one piece, since it is what a machine does most. The dates of the attempt are the worker's. */
function endedRun(run: TaskRun, end: AttemptEnded, state: State, now: number): TaskRun {
  const started: StateEntry = { state: 'RUNNING', at: Math.min(end.startedAt, end.at) }
  const ended: StateEntry = { state, at: now }
  const last = run.attempts.at(-1)
  const attemptHistory = joined(last?.history ?? [], [started, { state: end.state, at: end.at }])
  return {
    ...run,
    state,
    history:
      run.state === 'CREATED' || run.state === 'RESTARTED' ? [...run.history, started, ended] : [...run.history, ended],
    attempts: replaceLast(run.attempts, { history: attemptHistory }),
    ...(end.outputs === undefined ? {} : { outputs: end.outputs }),
    ...(end.error === undefined ? {} : { error: { code: end.error.code, message: end.error.message } }),
  }
}

/** When the next attempt is due after a failure; undefined when there is none. */
export function retryAt(draft: Draft, run: TaskRun, policy: RetryPolicy | undefined): number | undefined {
  if (policy === undefined || policy.createsExecution) return undefined
  if (isStopped(draft, run)) return undefined
  return nextAttemptAt(policy, {
    attempts: run.attempts.length,
    firstStartedAt: run.history[0]?.at ?? draft.now,
    now: draft.now,
    random: seeded(draft.facts.seed),
  })
}

/** The worker is gone: the attempt is handed out again; what was being killed is dead, and what must not run twice fails. */
export function attemptLost(
  draft: Draft,
  command: { readonly taskRunId: TaskRunId; readonly attempt: number; readonly worker: ServiceId },
): Refusal | undefined {
  const run = currentRun(draft, command.taskRunId, command.attempt)
  if (isRefusal(run)) return run
  if (run.attempts.at(-1)?.worker !== command.worker) {
    return refuse('MR_COMMAND_STALE', `Attempt ${command.attempt} is not in the hands of this worker.`)
  }
  const isOnce = run.attempts.at(-1)?.once === true
  const released = withoutWorker(run)
  if (run.state === 'KILLING') endLost(draft, released, 'KILLED')
  else if (isOnce) endLost(draft, { ...released, error: { code: 'MR_TASK_LOST', message: LOST } }, 'FAILED')
  else draft.put(released)
  return undefined
}

const LOST =
  'The worker that ran the task is gone, and the task must not run twice: whether it did its work is unknown.'

/** Ends a task run whose worker will not report any more. No retry: that would run it again. */
function endLost(draft: Draft, run: TaskRun, state: 'KILLED' | 'FAILED'): void {
  const ended = forgiven(state, draft.planOf(run))
  draft.put(inState(noteAttempt(run, { state, at: draft.now }), ended, draft.now))
}
