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
  const main = children.filter(
    (child) =>
      child.phase === 'main' &&
      (child.iteration === undefined || container === undefined || isCurrentTurn(draft, container, frame, child)),
  )
  let rebuilt: Frame = { ...frame, phase: 'main', handling: false, tally: {}, live: 0 }
  const lanes = new Map<number, TaskRun>()
  for (const child of main) {
    if (isTerminal(child.state)) rebuilt = counted(rebuilt, child.state)
    const last = lanes.get(child.lane)
    if (last === undefined || positionOf(draft, child) > positionOf(draft, last)) lanes.set(child.lane, child)
  }
  for (const last of lanes.values())
    if (goesOn(draft, frame, last, list.length)) rebuilt = { ...rebuilt, live: rebuilt.live + 1 }
  return { ...rebuilt, next: Math.max(0, ...[...lanes.keys()].map((lane) => lane + 1)) }
}

/** Of a LoopUntil only the turn that runs counts. */
function isCurrentTurn(draft: Draft, container: TaskRun, frame: Frame, child: TaskRun): boolean {
  return draft.planOf(container)?.kind !== 'loop-until' || child.iteration === frame.turn
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
