// The one task type that simulated flows run on workers: what it does is written in its properties, so that a flow tells
// all there is to know about its execution.

import type { Task } from '@millrace/model'

export const SIMULATED_TYPE = 'simulated/act'

/** How an attempt goes that neither hangs nor fails. */
type Ending = 'SUCCESS' | 'WARNING'

export interface SimulatedTask extends Task {
  readonly type: typeof SIMULATED_TYPE
  /** An expression; its value becomes the output `value`. */
  readonly value: string
  /** The first attempts fail. */
  readonly fails: number
  /** Attempts that would fail hang instead, until their time runs out. */
  readonly hangs: boolean
  /** Every attempt hangs, and no time-out ends it: only a kill does. */
  readonly hangsForever: boolean
  readonly ending: Ending
  readonly durationMs: number
  /** The value of the loop that it stands in, as an expression; empty elsewhere. */
  readonly turn: string
  /** Fails in this turn of the loop, however often it is tried. */
  readonly failsInTurn: string
}

export function isSimulated(task: Task): task is SimulatedTask {
  return task.type === SIMULATED_TYPE
}

/** Whether this attempt fails (or hangs, for a task that does). */
export function failsAttempt(
  task: Pick<SimulatedTask, 'fails' | 'failsInTurn'>,
  attempt: number,
  turn: string,
): boolean {
  return attempt <= task.fails || (task.failsInTurn !== '' && task.failsInTurn === turn)
}
