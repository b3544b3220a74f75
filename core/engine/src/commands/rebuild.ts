// Opening an ended execution again: the frames of the containers above what is to run are made anew from their children,
// since what a failure or a later turn left in them no longer holds. Needs every task run.

import { isTerminal, type State, type TaskRunId } from '@millrace/model'
import type { Draft } from '../draft.ts'
import { listsOf } from '../progress/frames.ts'
import { counted, isFailure } from '../progress/tally.ts'
import type { Frame, TaskRun } from '../state.ts'

/** The children of each container; `undefined` stands for the root. */
export type Children = ReadonlyMap<TaskRunId | undefined, readonly TaskRun[]>

export function childrenOf(runs: Iterable<TaskRun>): Children {
  const children = new Map<TaskRunId | undefined, TaskRun[]>()
  for (const run of runs) {
    const siblings = children.get(run.parentId)
    if (siblings === undefined) children.set(run.parentId, [run])
    else siblings.push(run)
  }
  return children
}

/** The frame of a container whose main phase goes on: counters from its children as they are. */
export function rebuiltFrame(
  draft: Draft,
  frame: Frame,
  children: readonly TaskRun[],
  container: TaskRun | undefined,
): Frame {
  const list = listsOf(draft, container).branches[frame.branch] ?? []
  let rebuilt: Frame = { ...frame, phase: 'main', handling: false, tally: {}, live: 0 }
  for (const { phase, state } of children) if (phase === 'main' && isTerminal(state)) rebuilt = counted(rebuilt, state)
  const lanes = lastOfLanes(draft, currentTurn(draft, container, children))
  const live = [...lanes.values()].filter((last) => goesOn(draft, frame, last, list.length)).length
  // A Dag starts its lanes in another order than it writes them: their number counts, not the last one.
  return { ...rebuilt, live, next: lanes.size }
}

/** The children of the main phase; of a LoopUntil those of the turn that runs. */
export function currentTurn(
  draft: Draft,
  container: TaskRun | undefined,
  children: readonly TaskRun[],
): readonly TaskRun[] {
  const main = children.filter((child) => child.phase === 'main')
  if (container === undefined || draft.planOf(container)?.kind !== 'loop-until') return main
  return main.filter((child) => child.iteration === container.frame?.turn)
}

/** The task run that stands last in each lane. */
export function lastOfLanes(draft: Draft, children: readonly TaskRun[]): ReadonlyMap<number, TaskRun> {
  const lanes = new Map<number, TaskRun>()
  for (const child of children) {
    const last = lanes.get(child.lane)
    if (last === undefined || positionOf(draft, child) > positionOf(draft, last)) lanes.set(child.lane, child)
  }
  return lanes
}

/** The lane has a task run that is live, or a task that follows one that ended well. */
export function goesOn(draft: Draft, frame: Frame, last: TaskRun, length: number): boolean {
  if (!isTerminal(last.state)) return true
  return !frame.split && !isFailure(last.state) && positionOf(draft, last) + 1 < length
}

export function positionOf(draft: Draft, run: TaskRun): number {
  return draft.planOf(run)?.position ?? 0
}

/** A state history entry that is not there yet as the last one. */
export function entered(run: TaskRun, state: State, at: number): TaskRun {
  return { ...run, state, history: [...run.history, { state, at }] }
}
