// The execution document of the API: Kestra 1.x JSON. It is put together from the stored entity when someone reads it;
// nothing in the system decides from it.

import type { Json, JsonObject } from './json.ts'
import type { Label } from './flow.ts'
import type { State } from './state.ts'

export interface StateDocument {
  readonly current: State
  /** Dates are ISO-8601 UTC with milliseconds. */
  readonly histories: readonly { readonly state: State; readonly date: string }[]
  readonly startDate: string
  readonly endDate?: string
  /** ISO-8601 duration; of a running thing, up to now. */
  readonly duration: string
}

export interface AttemptDocument {
  readonly state: StateDocument
}

export interface TaskRunDocument {
  readonly id: string
  readonly executionId: string
  readonly namespace: string
  readonly flowId: string
  readonly taskId: string
  readonly parentTaskRunId?: string
  /** The loop value as text. */
  readonly value?: string
  readonly iteration?: number
  readonly attempts?: readonly AttemptDocument[]
  readonly outputs?: JsonObject
  readonly state: StateDocument
}

export interface ExecutionTrigger {
  readonly id: string
  readonly type: string
  readonly variables?: JsonObject
}

export interface ExecutionDocument {
  readonly id: string
  readonly namespace: string
  readonly flowId: string
  readonly flowRevision: number
  readonly taskRunList: readonly TaskRunDocument[]
  readonly inputs?: JsonObject
  readonly outputs?: JsonObject
  readonly variables?: JsonObject
  readonly labels: readonly Label[]
  readonly state: StateDocument
  readonly originalId: string
  readonly parentId?: string
  readonly trigger?: ExecutionTrigger
  readonly scheduleDate?: string
  readonly deleted: boolean
  readonly metadata: { readonly attemptNumber: number; readonly originalCreatedDate: string }
  readonly [property: string]: Json | object | undefined
}
