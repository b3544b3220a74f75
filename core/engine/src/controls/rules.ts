// What each control does when it starts, and nothing else: how it goes on is the same for all (progress/frames.ts).

import type { ControlKind, ErrorCode, Instant, JsonObject } from '@millrace/model'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { Lanes } from '../progress/frames.ts'
import type { LoopValues, TaskRun } from '../state.ts'
import { openForEach } from './for-each.ts'
import { openIf } from './if.ts'
import { openParallel } from './parallel.ts'
import { openSequential } from './sequential.ts'
import { openSleep } from './sleep.ts'

export type Opening =
  /** Children run in lanes; `values` are those of a loop. */
  | { readonly kind: 'lanes'; readonly lanes: Lanes; readonly values?: LoopValues; readonly outputs?: JsonObject }
  /** Nothing runs until a date. */
  | { readonly kind: 'wait'; readonly untilAt: Instant; readonly outputs?: JsonObject }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly outputs?: JsonObject }

export type ControlRule = (draft: Draft, run: TaskRun, plan: PlanTask) => Opening

export const CONTROL_RULES: Readonly<Record<ControlKind, ControlRule>> = {
  sequential: openSequential,
  parallel: openParallel,
  if: openIf,
  'for-each': openForEach,
  sleep: openSleep,
}
