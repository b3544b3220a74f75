// Making and moving task runs: every change of state goes through here and leaves an entry in the history.

import type { State, StateEntry } from '@millrace/model'
import type { Attempt, TaskRun } from './state.ts'

/** The task run in another state. */
export function inState(run: TaskRun, state: State, at: number): TaskRun {
  if (run.state === state) return run
  return { ...run, state, history: [...run.history, { state, at }] }
}

/** The task run without a wake-up date. */
export function withoutDue(run: TaskRun): TaskRun {
  if (run.dueAt === undefined) return run
  const { dueAt: _dueAt, ...rest } = run
  return rest
}

/** A new attempt, not started. */
export function newAttempt(at: number): Attempt {
  return { history: [{ state: 'CREATED', at }] }
}

/** The task run with entries added to the history of its last attempt; those that are there already are not written again. */
export function noteAttempt(run: TaskRun, ...entries: readonly StateEntry[]): TaskRun {
  const last = run.attempts.at(-1)
  return last === undefined
    ? run
    : { ...run, attempts: replaceLast(run.attempts, { ...last, history: joined(last.history, entries) }) }
}

/** The attempts with another last one. */
export function replaceLast(attempts: readonly Attempt[], last: Attempt): readonly Attempt[] {
  return attempts.length === 1 ? [last] : [...attempts.slice(0, -1), last]
}

/** A history with the entries whose states it does not hold yet. */
export function joined(history: readonly StateEntry[], entries: readonly StateEntry[]): readonly StateEntry[] {
  const result = [...history]
  for (const entry of entries) if (!result.some((known) => known.state === entry.state)) result.push(entry)
  return result
}
