// What the rules themselves have to say of a failure, for the log of the execution: no worker was there to say it.

import type { LogEntry } from '@millrace/model'
import type { ExecutionHeader, Plan, TaskRun } from '@millrace/engine'

/** A task run that failed by the rules; undefined when a worker has told why. */
export function runFailure(
  plan: Plan,
  header: ExecutionHeader,
  before: TaskRun | undefined,
  run: TaskRun,
): LogEntry | undefined {
  if (run.error === undefined || run.error === before?.error) return undefined
  const isOfWorker = plan.tasks.get(run.taskId)?.kind === 'attempt' && (before?.attempts.length ?? 0) > 0
  if (isOfWorker) return undefined
  return {
    executionId: header.id,
    namespace: header.namespace,
    flowId: header.flowId,
    taskId: run.taskId,
    taskRunId: run.id,
    attempt: run.attempts.length,
    // Rises with each change of state, so that a failure after a restart has a line of its own.
    sequence: run.history.length,
    at: run.history.at(-1)?.at ?? header.createdAt,
    level: 'ERROR',
    message: run.error.message,
  }
}

/** The execution itself failed, after its task runs had ended: an output of the flow could not be made. */
export function executionFailure(before: ExecutionHeader, header: ExecutionHeader): LogEntry | undefined {
  if (header.error === undefined || header.error === before.error) return undefined
  const { id, namespace, flowId, history, createdAt, error } = header
  return {
    executionId: id,
    namespace,
    flowId,
    sequence: history.length,
    at: history.at(-1)?.at ?? createdAt,
    level: 'ERROR',
    message: error.message,
  }
}
