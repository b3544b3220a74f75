// The id of a task run from its place: the same whoever computes it.

import { taskRunIdOf, type ExecutionId, type TaskRunId } from '@millrace/model'

/** `parentId` is the container's id (undefined: the root), `iteration` its turn when it is a loop. */
export function runIdAt(
  executionId: ExecutionId,
  parentId: TaskRunId | undefined,
  taskId: string,
  iteration: number | undefined,
): TaskRunId {
  const path = iteration === undefined ? taskId : `${taskId}#${iteration}`
  return taskRunIdOf(executionId, parentId === undefined ? path : `${parentId}/${path}`)
}
