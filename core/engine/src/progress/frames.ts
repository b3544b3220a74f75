// How a container goes on: lanes start while there is room, a failure brings the errors phase, what has ended brings
// finally, and the end of all of it ends the container. One rule for every flowable and for the root.

import type { Draft } from '../draft.ts'
import { listOf, type Lists, type PlanTask } from '../plan/plan.ts'
import type { Frame, Phase, TaskRun } from '../state.ts'
import { closeContainer } from './close.ts'
import { startRun } from './start.ts'
import { isStopped } from './stopping.ts'
import { counted, hasFailed, isFailure } from './tally.ts'

/** What a control opens: lanes of the main phase. */
export interface Lanes {
  readonly branch: string
  readonly total: number
  readonly limit: number
  readonly split: boolean
}

export function newFrame(lanes: Lanes): Frame {
  return { phase: 'main', ...lanes, next: 0, live: 0, handling: false, tally: {}, turn: 0 }
}

export function listsOf(draft: Draft, container: TaskRun | undefined): Lists {
  const lists = container === undefined ? draft.plan.root : draft.planOf(container)?.lists
  return lists ?? { branches: {}, errors: [], finally: [], afterExecution: [] }
}

/** Starts lanes while there is room, then looks whether the container has ended. */
export function advance(draft: Draft, container: TaskRun | undefined): void {
  const frame = draft.frameOf(container)
  if (frame === undefined) return
  settleContainer(draft, frame.phase === 'main' ? startLanes(draft, container, frame) : container)
}

/** The frame is written once for all lanes: a child that ends at once is heard of after this. */
function startLanes(draft: Draft, container: TaskRun | undefined, before: Frame): TaskRun | undefined {
  const list = listsOf(draft, container).branches[before.branch] ?? []
  let frame = before
  while (canStartLane(draft, container, frame)) {
    const lane = frame.next
    const first: PlanTask | undefined = frame.split ? list[lane] : list[0]
    frame = { ...frame, next: lane + 1, live: frame.live + (first === undefined ? 0 : 1) }
    if (first !== undefined) startRun(draft, { parent: container, plan: first, lane, phase: 'main' })
  }
  return frame === before ? container : draft.putFrame(container, frame)
}

function canStartLane(draft: Draft, container: TaskRun | undefined, frame: Frame): boolean {
  return frame.next < frame.total && frame.live < frame.limit && !hasFailed(frame.tally) && !isStopped(draft, container)
}

/** Goes to the next phase when nothing keeps the container in this one. */
function settleContainer(draft: Draft, container: TaskRun | undefined): void {
  const frame = draft.frameOf(container)
  if (frame === undefined || frame.handling) return
  const lists = listsOf(draft, container)
  if (frame.phase === 'main' && hasFailed(frame.tally) && !isStopped(draft, container) && lists.errors.length > 0) {
    beginHandler(draft, container, 'errors')
    return
  }
  if (frame.live > 0) return
  if (frame.phase !== 'finally' && lists.finally.length > 0 && draft.header.kills < 2) beginHandler(draft, container, 'finally')
  else closeContainer(draft, container)
}

function beginHandler(draft: Draft, container: TaskRun | undefined, phase: Phase): void {
  const frame = draft.frameOf(container)
  const first = listOf(listsOf(draft, container), phase, 'tasks')[0]
  if (frame === undefined || first === undefined) return
  const changed = draft.putFrame(container, { ...frame, phase, handling: true })
  startRun(draft, { parent: changed, plan: first, lane: 0, phase })
}

/** A child has ended: its lane goes on with the next task, or ends. */
export function childEnded(draft: Draft, child: TaskRun): void {
  const container = child.parentId === undefined ? undefined : draft.find(child.parentId)
  const before = draft.frameOf(container)
  const plan = draft.planOf(child)
  if (before === undefined) return
  const frame = counted(before, child.state)
  const next = plan === undefined ? undefined : nextTask(draft, container, frame, child, plan)
  if (next !== undefined) {
    const changed = draft.putFrame(container, frame)
    startRun(draft, { parent: changed, plan: next, lane: child.lane, phase: child.phase, ...loopOf(child) })
    return
  }
  const isMain = child.phase === 'main'
  const isCurrentHandler = !isMain && child.phase === frame.phase
  const ended = { ...frame, live: frame.live - (isMain ? 1 : 0), handling: frame.handling && !isCurrentHandler }
  advance(draft, draft.putFrame(container, ended))
}

function loopOf(run: TaskRun): { value?: string; iteration?: number } {
  return {
    ...(run.value === undefined ? {} : { value: run.value }),
    ...(run.iteration === undefined ? {} : { iteration: run.iteration }),
  }
}

/** The task that follows in the lane; undefined when the lane ends here. */
function nextTask(draft: Draft, container: TaskRun | undefined, frame: Frame, child: TaskRun, plan: PlanTask): PlanTask | undefined {
  if (isFailure(child.state)) return undefined
  if (child.phase === 'main') {
    if (frame.split || hasFailed(frame.tally) || isStopped(draft, container)) return undefined
    return listsOf(draft, container).branches[frame.branch]?.[plan.position + 1]
  }
  if (child.phase === 'errors' ? isStopped(draft, container) : draft.header.kills > 1) return undefined
  return listOf(listsOf(draft, container), child.phase, 'tasks')[plan.position + 1]
}
