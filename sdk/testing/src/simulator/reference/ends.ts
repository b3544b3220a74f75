// States of tasks and containers as their ends are seen from outside.

import type { State, Task } from '@millrace/model'

const RANKED: readonly State[] = ['KILLED', 'FAILED', 'CANCELLED', 'WARNING']

export function worstOf(states: readonly State[]): State {
  return RANKED.find((state) => states.includes(state)) ?? 'SUCCESS'
}

export function forgiven(task: Task, state: State): State {
  const isAllowed = task.allowFailure === true || task.type === 'core/allow-failure'
  const first = state === 'FAILED' && isAllowed ? 'WARNING' : state
  return first === 'WARNING' && task.allowWarning === true ? 'SUCCESS' : first
}
