// A RESTARTED execution begins to run: its task runs get their next attempts, its controls are opened again, and lanes
// that a failure elsewhere had cut short go on.

import { isTerminal, type TaskRunId } from '@millrace/model'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import { advance, listsOf, loopOf } from '../progress/frames.ts'
import { openControl, startRun } from '../progress/start.ts'
import { isStopped } from '../progress/stopping.ts'
import type { TaskRun } from '../state.ts'
import { newAttempt } from '../task-run.ts'
import { allRuns } from './reopen.ts'
import { childrenOf, currentTurn, goesOn, lastOfLanes, positionOf } from './rebuild.ts'

export function runAgain(draft: Draft): void {
  const runs = allRuns(draft)
  const children = childrenOf(runs)
  draft.moveTo('RUNNING')
  for (const { id } of runs) beginAgain(draft, id)
  const containers = runs.filter((run) => !isTerminal(run.state) && run.frame !== undefined)
  for (const container of [undefined, ...containers]) {
    continueLanes(draft, container, children.get(container?.id) ?? [])
    advance(draft, container === undefined ? undefined : draft.find(container.id))
  }
}

/** As it is by then: an Exit among those before it may have stopped it. */
function beginAgain(draft: Draft, id: TaskRunId): void {
  const run = draft.find(id)
  const plan = run === undefined ? undefined : draft.planOf(run)
  if (run?.state === 'RESTARTED') draft.put({ ...run, attempts: [...run.attempts, newAttempt(draft.now)] })
  else if (run !== undefined && plan !== undefined && isClosed(run, plan) && !isStopped(draft, run))
    openControl(draft, run, plan)
}

function isClosed(run: TaskRun, { kind }: PlanTask): boolean {
  return run.state === 'RUNNING' && kind !== 'attempt' && run.frame === undefined
}

/** Starts the next task of each lane whose last task run ended well. */
function continueLanes(draft: Draft, container: TaskRun | undefined, children: readonly TaskRun[]): void {
  const current = container === undefined ? undefined : draft.find(container.id)
  const frame = draft.frameOf(current)
  if (frame === undefined || frame.split) return
  const list = listsOf(draft, container).branches[frame.branch] ?? []
  const isHeld = isStopped(draft, container)
  let held = 0
  for (const run of lastOfLanes(draft, currentTurn(draft, container, children)).values()) {
    const plan = list[positionOf(draft, run) + 1]
    if (plan === undefined || !isTerminal(run.state) || !goesOn(draft, frame, run, list.length)) continue
    if (isHeld) held += 1
    else startRun(draft, { parent: container, plan, lane: run.lane, phase: 'main', ...loopOf(run) })
  }
  if (held > 0) draft.putFrame(current, { ...frame, live: frame.live - held })
}
