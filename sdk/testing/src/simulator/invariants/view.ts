// One stored version of an execution, with what the checks ask of it looked up once.

import type { ExecutionHeader, TaskRun } from '@millrace/engine'
import { isTerminal, type TaskRunId } from '@millrace/model'
import type { EntityRecord } from '../store/entities.ts'
import { decodeExecution } from '@millrace/runtime'
import { isContainer, type FlowIndex } from '../flows/flow-index.ts'

/** The key of the top level among the containers of a view. */
export const TOP = ''

export interface View {
  readonly record: EntityRecord
  readonly version: number
  readonly header: ExecutionHeader
  readonly runs: ReadonlyMap<TaskRunId, TaskRun>
  /** By container; `TOP` for the top level. */
  readonly children: ReadonlyMap<TaskRunId | typeof TOP, readonly TaskRun[]>
}

/** What one change has to be judged by. */
export interface Step {
  readonly before: View | undefined
  readonly after: View
  readonly index: FlowIndex
}

/** Gives what is wrong in words; undefined when nothing is. */
export type Check = (step: Step) => string | undefined

export function viewOf(record: EntityRecord): View {
  const { ref, version, body, parts } = record
  const { state } = decodeExecution({ ref, version, body, parts: [...parts.values()] }, 'all')
  const { runs } = state.table
  return {
    record,
    version,
    header: state.header,
    runs,
    children: Map.groupBy(runs.values(), (run) => run.parentId ?? TOP),
  }
}

export function isLive(run: TaskRun): boolean {
  return !isTerminal(run.state)
}

export function isFailed(run: TaskRun): boolean {
  return run.state === 'FAILED' || run.state === 'KILLED' || run.state === 'CANCELLED'
}

/** Somebody killed it, and it did not leave by itself. */
export function wasKilled({ kills, exitState }: ExecutionHeader): boolean {
  return kills > 0 && exitState === undefined
}

export function isLeaf(run: TaskRun, index: FlowIndex): boolean {
  const standing = index.get(run.taskId)
  return standing !== undefined && !isContainer(standing.task)
}

/** It belongs to a `finally`, or stands below something that does. */
export function isInFinally(run: TaskRun, view: View): boolean {
  for (
    let current: TaskRun | undefined = run;
    current !== undefined;
    current = current.parentId === undefined ? undefined : view.runs.get(current.parentId)
  ) {
    if (current.phase === 'finally') return true
  }
  return false
}

const REPEATING = new Set(['core/for-each', 'core/loop-until'])

/** Ids of tasks from the top, with the turn where a loop is the container. */
export function pathOf(run: TaskRun, runs: ReadonlyMap<string, TaskRun>, index: FlowIndex): string {
  const parent = run.parentId === undefined ? undefined : runs.get(run.parentId)
  const isTurn =
    parent !== undefined && run.phase === 'main' && REPEATING.has(index.get(parent.taskId)?.task.type ?? '')
  const step = isTurn ? `${run.taskId}#${run.iteration}` : run.taskId
  return parent === undefined ? step : `${pathOf(parent, runs, index)}/${step}`
}
