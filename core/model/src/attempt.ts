// What executor and worker say to each other about one attempt of a task run, and the records that an attempt leaves.

import type { ExecutionId, Instant, ServiceId, TaskRunId } from './ids.ts'
import type { Json, JsonObject } from './json.ts'
import type { LogLevel, Task } from './flow.ts'
import type { State } from './state.ts'

/** How an attempt can end; the executor makes the state of the task run from it. */
export type AttemptEndState = Extract<State, 'SUCCESS' | 'WARNING' | 'FAILED' | 'KILLED' | 'SKIPPED'>

/** The work order of one attempt. (taskRunId, attempt) is its identity; the first end reported for it wins. */
export interface AttemptMessage {
  readonly executionId: ExecutionId
  readonly taskRunId: TaskRunId
  /** 1 for the first try. */
  readonly attempt: number
  readonly namespace: string
  readonly flowId: string
  readonly flowRevision: number
  /** The task as written, plugin defaults applied, not rendered. */
  readonly task: Task
  /** The values that the expressions of the task name. */
  readonly variables: JsonObject
  /**
   * True where the expressions name more than could be bounded: what `variables` lacks is read through the platform.
   */
  readonly open: boolean
  /** The value of the loop turn that the task run belongs to. */
  readonly value?: string
  /** Time-out of one attempt, in milliseconds, already rendered. */
  readonly timeoutMs?: number
  readonly dispatchedAt: Instant
}

/** A worker says that it took an attempt: when it outlives the short-attempt threshold, or before one that must not run twice. */
export interface AttemptStarted {
  readonly kind: 'attempt-started'
  readonly taskRunId: TaskRunId
  readonly attempt: number
  readonly at: Instant
  readonly worker: ServiceId
  /** The attempt must not run twice: it begins only once this is stored, and fails when its worker is lost. */
  readonly once?: true
}

/** The end of an attempt. */
export interface AttemptEnded {
  readonly kind: 'attempt-ended'
  readonly taskRunId: TaskRunId
  readonly attempt: number
  readonly startedAt: Instant
  readonly at: Instant
  readonly worker: ServiceId
  readonly state: AttemptEndState
  readonly outputs?: JsonObject
  readonly error?: AttemptError
}

export interface AttemptError {
  readonly code: string
  readonly message: string
  readonly details?: Json
}

export interface LogEntry {
  readonly executionId: ExecutionId
  readonly namespace: string
  readonly flowId: string
  readonly taskId?: string
  readonly taskRunId?: TaskRunId
  readonly attempt?: number
  /** Rises by one within (taskRunId, attempt): makes indexing idempotent and keeps the order. */
  readonly sequence: number
  readonly at: Instant
  readonly level: LogLevel
  readonly message: string
}

export interface MetricEntry {
  readonly executionId: ExecutionId
  readonly namespace: string
  readonly flowId: string
  readonly taskId: string
  readonly taskRunId: TaskRunId
  readonly attempt: number
  readonly sequence: number
  readonly at: Instant
  readonly name: string
  readonly type: 'counter' | 'timer' | 'gauge'
  /** Milliseconds for a timer. */
  readonly value: number
  readonly tags?: Readonly<Record<string, string>>
}
