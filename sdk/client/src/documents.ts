// What the server answers, as types.

import type { Flow, JsonObject, LogLevel } from '@millrace/model'

/** A flow as the API gives it. */
export interface FlowDocument extends Flow {
  /** The text as it was deployed; where it was asked for. */
  readonly source?: string
  /** ISO-8601. */
  readonly updated: string
}

export interface LogDocument {
  readonly namespace: string
  readonly flowId: string
  readonly executionId: string
  readonly taskId?: string
  readonly taskRunId?: string
  /** From 0. */
  readonly attemptNumber?: number
  /** ISO-8601. */
  readonly timestamp: string
  readonly level: LogLevel
  readonly message: string
}

/** A page of a list. */
export interface PageDocument<T> {
  readonly results: readonly T[]
  readonly total: number
  /** The key of the next page; absent on the last. */
  readonly next?: string
  /** False where there are at least `total`. */
  readonly isTotalExact?: boolean
}

export interface FindingDocument {
  readonly message: string
  readonly code: string
  /** `warning`: no reason to refuse the flow. */
  readonly severity: 'error' | 'warning'
  readonly hint?: string
  readonly line?: number
  readonly column?: number
}

export interface SetAsideDocument {
  readonly id: string
  readonly topic: string
  readonly key: string
  readonly body: string
  readonly code: string
  readonly cause: string
  /** ISO-8601. */
  readonly date: string
}

export interface HealthDocument {
  readonly status: 'UP' | 'DOWN'
  readonly reasons: readonly string[]
}

export type Inputs = JsonObject
