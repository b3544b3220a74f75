// The planted bugs, by name. Each is caught by an invariant within few seeds; the test beside tells how many.

import type { Sabotage } from '../world/sabotage.ts'
import { acknowledgedEarly, dispatchedTwice, publishLost, timerLost, versionNotChecked } from './wrong-ports.ts'
import { dagStartsEarly, restartRunsAll, turnCountedTwice } from './wrong-controls.ts'
import {
  finallyRunsTwice,
  killMissesGrandchild,
  oldAttemptAccepted,
  parentEndsEarly,
  retryCountedTwice,
} from './wrong-rules.ts'

export const SABOTAGES: readonly Sabotage[] = [
  oldAttemptAccepted,
  versionNotChecked,
  publishLost,
  acknowledgedEarly,
  timerLost,
  retryCountedTwice,
  killMissesGrandchild,
  finallyRunsTwice,
  parentEndsEarly,
  dispatchedTwice,
  restartRunsAll,
  dagStartsEarly,
  turnCountedTwice,
]
