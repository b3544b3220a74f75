// What the reference says of an execution that nobody kills.

import type { JsonObject, State } from '@millrace/model'

export interface ExpectedRun {
  /** The path of its container; undefined at the top. */
  readonly parent: string | undefined
  /**
   * It exists whenever its container does. Otherwise a failure side by side may have kept it from starting: then it may be
   * absent, but if it exists it ends as told here.
   */
  readonly isCertain: boolean
  readonly state: State
  /** Of tasks that workers run. */
  readonly attempts: number
  readonly outputs: JsonObject | undefined
}

export interface Expectation {
  readonly state: State
  readonly outputs: JsonObject | undefined
  /** By path: ids of tasks from the top, `#` and the turn where a loop is the container. */
  readonly runs: ReadonlyMap<string, ExpectedRun>
  /** A task on the way hangs until it is killed: nothing else is to be expected. */
  readonly isEndless: boolean
}
