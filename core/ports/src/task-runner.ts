// TaskRunner: where an attempt runs. In the worker's event loop, in a child process, in whatever third parties add.

import type {
  AttemptError,
  AttemptEndState,
  AttemptMessage,
  Json,
  JsonObject,
  LogLevel,
  MetricEntry,
} from '@millrace/model'
import type { HttpClient } from './http-client.ts'
import type { Platform } from './platform.ts'
import type { Command, TaskDefinition } from './plugin.ts'
import type { Storage, StorageUri } from './storage.ts'

/** What a task may use while it runs an attempt. */
export interface AttemptContext {
  readonly message: AttemptMessage
  /** Aborted by kill, time-out and shutdown; its `reason` is a MillraceError that says which. */
  readonly signal: AbortSignal
  /** A fresh folder for this attempt; removed after it. */
  readonly directory: string
  readonly storage: Storage
  readonly platform: Platform
  /** Requests to other systems; what tells of this attempt's end aborts them. */
  readonly http: HttpClient
  /** Secrets are masked; the level and the limit of the attempt hold. */
  log(level: LogLevel, message: string): void
  metric(metric: Pick<MetricEntry, 'name' | 'type' | 'value' | 'tags'>): void
  /** A URI of this attempt's own folder in the storage. */
  readonly fileUri: (name: string) => StorageUri
  /** Everything that belongs to the execution in the storage lies below; ends in `/`. */
  readonly executionFolder: StorageUri
  readonly files: {
    /** Writes files into the working folder. Rejects with MR_TASK_FILE for names that leave it. */
    write(files: Command['inputFiles']): Promise<void>
    /**
     * Stores the files of the working folder that match the globs, in the attempt's own folder of the storage unless
     * `to` says where; gives relative path → URI. Rejects with MR_TASK_FILE for what leaves the folder.
     */
    store(patterns: readonly string[], to?: (name: string) => StorageUri): Promise<Readonly<Record<string, string>>>
  }
  /**
   * The value of a template: `{{ x }}` alone gives x itself, text around it a text. `variables` stand beside those that
   * the task's own properties name, and before them. Rejects with MR_EXPRESSION.
   */
  render(template: string, variables?: JsonObject): Promise<Json>
}

/** One attempt, ready to run: properties are rendered and fit the definition's schema. */
export interface AttemptJob {
  readonly definition: TaskDefinition
  readonly properties: JsonObject
  readonly context: AttemptContext
}

export interface AttemptResult {
  readonly state: AttemptEndState
  readonly outputs?: JsonObject
  readonly error?: AttemptError
}

export interface TaskRunner {
  /** As tasks name it in `runsOn`. */
  readonly id: string
  /**
   * Never rejects: whatever goes wrong is a FAILED (or, when aborted by kill, KILLED) result. Nothing of it outlives the
   * promise. May answer without a promise where the task did, which saves the worker a turn of the event loop.
   */
  run(job: AttemptJob): Promise<AttemptResult> | AttemptResult
}
