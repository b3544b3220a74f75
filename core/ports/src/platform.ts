// Platform: what a running task may ask of Millrace. Over the repository where the process has one, else over the
// server's API with the attempt's token.

import type { ExecutionId, Instant, Json, JsonObject, LogEntry, TaskRunId } from '@millrace/model'
import type { ExecutionFilter } from './executions.ts'
import type { LogFilter } from './records.ts'
import type { StorageUri } from './storage.ts'
import { token } from './token.ts'

interface KvSetOptions {
  readonly ttlMs?: number
  /** False: rejects with MR_KV_EXISTS when there is such a key. Default true. */
  readonly overwrite?: boolean
  readonly description?: string
}

interface PurgeOptions {
  /** Without `states`: of any state that is an end. */
  readonly filter: ExecutionFilter
  readonly endedBefore: Instant
  /** Their rows, logs and metrics stay. Default false. */
  readonly keepsExecutions?: boolean
  /** Their files stay. Default false. */
  readonly keepsFiles?: boolean
}

export interface Platform {
  readonly kv: {
    get(namespace: string, key: string): Promise<Json | undefined>
    set(namespace: string, key: string, value: Json, options?: KvSetOptions): Promise<void>
    list(namespace: string, prefix?: string): Promise<readonly string[]>
    remove(namespace: string, key: string): Promise<boolean>
  }
  /** Files that belong to a namespace and stay: scripts, queries, settings. Paths as `folder/file.txt`. */
  readonly files: {
    /** Where a file of a namespace is in the storage, whether or not it is there. Throws MR_STORAGE_URI. */
    uri(namespace: string, path: string): StorageUri
    /** Paths of all files of a namespace, in order of their code units. */
    list(namespace: string): Promise<readonly string[]>
  }
  secret(namespace: string, key: string): Promise<string | undefined>
  readonly executions: {
    /** Goes on with a paused execution. Rejects with MR_EXECUTION_NOT_FOUND, MR_EXECUTION_STATE. */
    resume(executionId: string): Promise<void>
    /** How many executions fit. */
    count(filter: ExecutionFilter): Promise<number>
    /** Removes ended executions that fit; gives how many, and how many files. Those that go on are never touched. */
    purge(options: PurgeOptions): Promise<{ readonly executions: number; readonly files: number }>
  }
  /** Log lines that fit, by time, then sequence. */
  logs(filter: LogFilter): AsyncIterable<LogEntry>
  /** Error logs of an execution so far, oldest first. */
  errorLogs(executionId: ExecutionId): Promise<readonly LogEntry[]>
  /** Everything that the expressions of a task run may name, read now; for attempts whose message is `open`. */
  variables(executionId: ExecutionId, taskRunId: TaskRunId): Promise<JsonObject>
}
export const Platform = token<Platform>('Platform')
