// Platform: what a running task may ask of Millrace. Over the repository where the process has one, else over the
// server's API with the attempt's token.

import type { ExecutionId, Json, JsonObject, LogEntry, TaskRunId } from '@millrace/model'
import { token } from './token.ts'

export interface Platform {
  readonly kv: {
    get(namespace: string, key: string): Promise<Json | undefined>
    set(namespace: string, key: string, value: Json, options?: { readonly ttlMs?: number; readonly overwrite?: boolean }): Promise<void>
    list(namespace: string, prefix?: string): Promise<readonly string[]>
    remove(namespace: string, key: string): Promise<boolean>
  }
  secret(namespace: string, key: string): Promise<string | undefined>
  /** Error logs of an execution so far, oldest first. */
  errorLogs(executionId: ExecutionId): Promise<readonly LogEntry[]>
  /** Everything that the expressions of a task run may name, read now; for attempts whose message is `open`. */
  variables(executionId: ExecutionId, taskRunId: TaskRunId): Promise<JsonObject>
}
export const Platform = token<Platform>('Platform')
