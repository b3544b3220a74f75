// The task that holds a paused execution, as its flow has it: what a resume asks for.

import {
  childProperties,
  controlOf,
  dagEntryOf,
  isJsonObject,
  type ExecutionDocument,
  type Flow,
  type Task,
  type TaskRunId,
} from '@millrace/model'
import type { ServerDeps } from '../deps.ts'

export interface PausedTask {
  readonly flow: Flow
  readonly task: Task
  readonly taskRunId: TaskRunId
}

/** The first that waits; undefined when none does. */
export async function pausedTaskOf(
  { flows }: Pick<ServerDeps, 'flows'>,
  document: ExecutionDocument,
): Promise<PausedTask | undefined> {
  const run = document.taskRunList.find((each) => each.state.current === 'PAUSED')
  if (run === undefined) return undefined
  const found = await flows.find(document.namespace, document.flowId, document.flowRevision)
  const flow = found?.flow
  const task =
    flow === undefined ? undefined : findTask([flow.tasks, flow.errors, flow.finally, flow.afterExecution], run.taskId)
  return flow === undefined || task === undefined ? undefined : { flow, task, taskRunId: run.id as TaskRunId }
}

function findTask(lists: readonly unknown[], id: string): Task | undefined {
  for (const list of lists) {
    for (const entry of Array.isArray(list) ? (list as unknown[]) : []) {
      const task = (dagEntryOf(entry)?.task ?? entry) as Task
      const found = task.id === id ? task : findTask(childLists(task), id)
      if (found !== undefined) return found
    }
  }
  return undefined
}

function childLists(task: Task): readonly unknown[] {
  const control = controlOf(task.type)
  if (control === undefined) return []
  return childProperties(control).flatMap((property) => {
    const value = task[property]
    return isJsonObject(value) ? Object.values(value) : [value]
  })
}
