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

/** The last attempt ended in `state`; entries that are there already are not written again. */
export function endAttempt(run: TaskRun, entries: readonly StateEntry[]): TaskRun {
  const last = run.attempts.at(-1)
  if (last === undefined) return run
  const known = new Set(last.history.map((entry) => entry.state))
  const added = entries.filter((entry) => !known.has(entry.state))
  return { ...run, attempts: [...run.attempts.slice(0, -1), { ...last, history: [...last.history, ...added] }] }
}
