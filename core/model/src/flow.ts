// A flow as users write it, in the shape and names of Kestra 1.x, after YAML parsing. Task properties beyond the
// common ones stay as they are: their schema belongs to the task type.

import type { Json, JsonObject } from './json.ts'

export interface Label {
  readonly key: string
  readonly value: string
}

export interface Retry {
  readonly type: 'constant' | 'exponential' | 'random'
  /** ISO-8601 durations. */
  readonly interval?: string
  readonly maxInterval?: string
  readonly minInterval?: string
  readonly delayFactor?: number
  /** Attempts in total, the first one counted. */
  readonly maxAttempts?: number
  readonly maxAttempt?: number
  readonly maxDuration?: string
  readonly warningOnRetry?: boolean
  readonly behavior?: 'RETRY_FAILED_TASK' | 'CREATE_NEW_EXECUTION'
}

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'
export const LOG_LEVELS: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR']

/** What every task has; `properties` of its type stand beside these. */
export interface Task {
  readonly id: string
  readonly type: string
  readonly description?: string
  readonly retry?: Retry
  readonly timeout?: string
  readonly disabled?: boolean
  readonly runIf?: string | boolean
  readonly allowFailure?: boolean
  readonly allowWarning?: boolean
  readonly logLevel?: LogLevel
  readonly [property: string]: unknown
}

export interface FlowInput {
  readonly id: string
  readonly type: string
  readonly description?: string
  readonly displayName?: string
  readonly required?: boolean
  readonly defaults?: Json
  readonly [property: string]: unknown
}

export interface FlowOutput {
  readonly id: string
  readonly type?: string
  readonly value: Json
  readonly description?: string
  readonly displayName?: string
  readonly required?: boolean
  /** Of the items of a list. */
  readonly itemType?: string
}

export interface PluginDefault {
  readonly type: string
  readonly values: JsonObject
  readonly forced?: boolean
}

export interface Flow {
  readonly id: string
  readonly namespace: string
  /** Raised by one on each real change; 1 at first. */
  readonly revision: number
  readonly description?: string
  readonly labels?: readonly Label[]
  readonly inputs?: readonly FlowInput[]
  readonly outputs?: readonly FlowOutput[]
  readonly variables?: JsonObject
  readonly tasks: readonly Task[]
  readonly errors?: readonly Task[]
  readonly finally?: readonly Task[]
  readonly afterExecution?: readonly Task[]
  readonly pluginDefaults?: readonly PluginDefault[]
  readonly retry?: Retry
  readonly disabled?: boolean
  readonly deleted?: boolean
  /** Whatever else the dialect has (triggers, concurrency, sla …), as written. */
  readonly [property: string]: unknown
}
