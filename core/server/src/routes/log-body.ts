// A log line as the API gives it.

import type { LogEntry } from '@millrace/model'

/** A log line as JSON; attempts count from 0, as in Kestra. */
export function logBody(entry: LogEntry): object {
  const { namespace, flowId, executionId, taskId, taskRunId, attempt, level, message, at } = entry
  return {
    namespace,
    flowId,
    executionId,
    ...(taskId === undefined ? {} : { taskId }),
    ...(taskRunId === undefined ? {} : { taskRunId }),
    ...(attempt === undefined ? {} : { attemptNumber: attempt - 1 }),
    timestamp: new Date(at).toISOString(),
    level,
    message,
  }
}
