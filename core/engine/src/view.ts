// Reading an execution in part: what is not loaded stops the decision with a need, and is never taken for absent.

import type { TaskRunId } from '@millrace/model'
import { Wanting } from './signal.ts'
import {
  NOT_LOADED,
  type ExecutionState,
  type LoopValues,
  type NotLoaded,
  type RunTable,
  type TaskRun,
} from './state.ts'

/** A task run; undefined when there is none. */
export function findRun(table: RunTable, id: TaskRunId): TaskRun | undefined | NotLoaded {
  return table.runs.get(id) ?? (table.isComplete || table.absent.has(id) ? undefined : NOT_LOADED)
}

/** The values of a loop; undefined when it has not begun. */
export function findValues(table: RunTable, id: TaskRunId): LoopValues | undefined | NotLoaded {
  return table.values.get(id) ?? (table.isComplete ? undefined : NOT_LOADED)
}

/** Every task run that is not terminal. */
export function liveRuns(state: ExecutionState): TaskRun[] {
  const { table, header } = state
  if (!table.isComplete && !table.isLiveComplete) throw new Wanting([{ kind: 'live' }])
  const live: TaskRun[] = []
  if (header.liveCount === 0) return live
  for (const run of table.runs.values()) if (isLiveRun(run)) live.push(run)
  return live
}

export function isLiveRun(run: TaskRun): boolean {
  switch (run.state) {
    case 'CREATED':
    case 'QUEUED':
    case 'RUNNING':
    case 'PAUSED':
    case 'RESTARTED':
    case 'RETRYING':
    case 'KILLING':
      return true
    case 'SUCCESS':
    case 'WARNING':
    case 'FAILED':
    case 'KILLED':
    case 'CANCELLED':
    case 'RETRIED':
    case 'SKIPPED':
      return false
  }
}
