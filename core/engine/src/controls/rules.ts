// What each control does when it starts, and nothing else: how it goes on is the same for all (progress/frames.ts).

import type { ControlKind, ErrorCode, Instant, JsonObject, State } from '@millrace/model'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { Lanes } from '../progress/lanes.ts'
import type { Call, LoopValues, TaskRun } from '../state.ts'
import { openForEach } from './for-each.ts'
import { openIf } from './if.ts'
import { openParallel } from './parallel.ts'
import { openSequential } from './sequential.ts'
import { openSleep } from './sleep.ts'
import { openLoopUntil } from './loop-until.ts'
import { openPause } from './pause.ts'
import { openSubflow } from './subflow.ts'
import { openSwitch } from './switch.ts'
import { exitExecution } from './exit.ts'
import { setLabels } from './labels.ts'
import { setVariables, unsetVariables } from './variables.ts'

export type Opening =
  /** Children run in lanes; `values` are those of a loop. */
  | { readonly kind: 'lanes'; readonly lanes: Lanes; readonly values?: LoopValues; readonly outputs?: JsonObject }
  /** Nothing runs until a date. */
  | { readonly kind: 'wait'; readonly untilAt: Instant; readonly outputs?: JsonObject }
  /** Nothing runs until somebody resumes it, or until its date. */
  | { readonly kind: 'pause'; readonly wait: Pick<TaskRun, 'dueAt' | 'dueIsTimeout'>; readonly outputs?: JsonObject }
  /** Another execution runs for it. */
  | { readonly kind: 'call'; readonly call: Call; readonly outputs?: JsonObject }
  /** Fulfilled at once. */
  | { readonly kind: 'ended'; readonly state: State; readonly outputs?: JsonObject }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly outputs?: JsonObject }

export type ControlRule = (draft: Draft, run: TaskRun, plan: PlanTask) => Opening

export const CONTROL_RULES: Readonly<Record<ControlKind, ControlRule>> = {
  sequential: openSequential,
  parallel: openParallel,
  if: openIf,
  'for-each': openForEach,
  sleep: openSleep,
  dag: openParallel,
  switch: openSwitch,
  'loop-until': openLoopUntil,
  'allow-failure': openSequential,
  pause: openPause,
  labels: setLabels,
  'set-variables': setVariables,
  'unset-variables': unsetVariables,
  exit: exitExecution,
  subflow: openSubflow,
}
