// The engine as the lane calls it: a dependency, so that the simulator can plant a wrong rule and see it caught.

import { attemptMessage, decide, outstanding } from '@millrace/engine'

export interface EngineRules {
  readonly decide: typeof decide
  readonly outstanding: typeof outstanding
  readonly attemptMessage: typeof attemptMessage
}

/** The rules as they are. */
export const ENGINE_RULES: EngineRules = { decide, outstanding, attemptMessage }
