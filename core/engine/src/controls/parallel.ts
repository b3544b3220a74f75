// Parallel: a lane for each task, as many at once as `concurrent` says (0: all).

import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { TaskRun } from '../state.ts'
import type { Opening } from './rules.ts'

export function openParallel(_draft: Draft, _run: TaskRun, plan: PlanTask): Opening {
  const total = plan.lists.branches['tasks']?.length ?? 0
  return { kind: 'lanes', lanes: { branch: 'tasks', total, limit: laneLimit(plan.task['concurrent'], 0), split: true } }
}

/** How many lanes may run at once; 0 in a flow means no limit. */
export function laneLimit(written: unknown, byDefault: number): number {
  const limit = Number(written ?? byDefault)
  return limit > 0 ? limit : Number.MAX_SAFE_INTEGER
}
