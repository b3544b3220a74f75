// What a kill stops: everything but `finally` tasks and what is below them; a second kill stops those too.

import type { Draft } from '../draft.ts'
import type { TaskRun } from '../state.ts'

/** True when a kill keeps a task run (a container: its main and errors phases) from starting anything. */
export function isStopped(draft: Draft, run: TaskRun | undefined): boolean {
  const { kills } = draft.header
  if (kills === 0) return false
  return kills > 1 || !isInFinally(draft, run)
}

/** The task run belongs to a `finally`, or is below one that does. */
export function isInFinally(draft: Draft, run: TaskRun | undefined): boolean {
  let current = run
  while (current !== undefined) {
    if (current.phase === 'finally') return true
    current = current.parentId === undefined ? undefined : draft.find(current.parentId)
  }
  return false
}
