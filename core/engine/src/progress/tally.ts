// The state of a container from the states in which its children ended.

import type { State } from '@millrace/model'
import type { PlanTask } from '../plan/plan.ts'
import type { Frame, Tally } from '../state.ts'

/** Worst first. */
const RANKED: readonly State[] = ['KILLED', 'FAILED', 'CANCELLED', 'WARNING']

/** KILLED before FAILED before WARNING before SUCCESS. */
export function worstOf(tally: Tally): State {
  return RANKED.find((state) => (tally[state] ?? 0) > 0) ?? 'SUCCESS'
}

/** A child has failed for good: nothing new of the main phase starts. */
export function hasFailed(tally: Tally): boolean {
  return (tally.FAILED ?? 0) > 0 || (tally.KILLED ?? 0) > 0 || (tally.CANCELLED ?? 0) > 0
}

export function isFailure(state: State): boolean {
  return state === 'FAILED' || state === 'KILLED' || state === 'CANCELLED'
}

export function counted(frame: Frame, state: State): Frame {
  return { ...frame, tally: { ...frame.tally, [state]: (frame.tally[state] ?? 0) + 1 } }
}

/** The end of a task run as its task wants it seen: a forgiven failure is a warning, a forgiven warning a success. */
export function forgiven(state: State, plan: PlanTask | undefined): State {
  const afterFailure =
    state === 'FAILED' && (plan?.task.allowFailure === true || plan?.kind === 'allow-failure') ? 'WARNING' : state
  return afterFailure === 'WARNING' && plan?.task.allowWarning === true ? 'SUCCESS' : afterFailure
}
