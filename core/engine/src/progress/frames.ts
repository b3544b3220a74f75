// How a container goes on: lanes start while there is room, a failure brings the errors phase, what has ended brings
// finally, and the end of all of it ends the container. One rule for every flowable and for the root.

import type { Draft } from '../draft.ts'
import { listOf, type Lists, type PlanTask } from '../plan/plan.ts'
import type { Frame, Phase, TaskRun } from '../state.ts'
import { isTerminal } from '@millrace/model'
import { judgeTurn } from '../controls/loop-until.ts'
import { closeContainer } from './close.ts'
import { runIdAt } from './run-id.ts'
import { startRun } from './start.ts'
import { isStopped } from './stopping.ts'
import { counted, hasFailed, isFailure } from './tally.ts'

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
  if (container !== undefined && draft.planOf(container)?.kind === 'dag') return startReady(draft, container, before)
  const list = listsOf(draft, container).branches[before.branch] ?? []
  let frame = before
  while (canStartLane(draft, container, frame)) {
    const lane = frame.next
    const first: PlanTask | undefined = frame.split ? list[lane % list.length] : list[0]
    frame = { ...frame, next: lane + 1, live: frame.live + (first === undefined ? 0 : 1) }
    if (first !== undefined) startRun(draft, { parent: container, plan: first, lane, phase: 'main' })
  }
  return frame === before ? container : draft.putFrame(container, frame)
}

/** A Dag: the lanes whose tasks wait for nothing any more, in the order in which they are written. */
function startReady(draft: Draft, container: TaskRun, before: Frame): TaskRun | undefined {
  const list = listsOf(draft, container).branches[before.branch] ?? []
  const runs = new Map(
    list.map((plan) => [plan.id, draft.find(runIdAt(draft.header.id, container.id, plan.id, undefined))] as const),
  )
  const hasEnded = (id: string): boolean => {
    const state = runs.get(id)?.state ?? 'CREATED'
    return !runs.has(id) || (isTerminal(state) && !isFailure(state))
  }
  let frame = before
  for (const [lane, plan] of list.entries()) {
    if (runs.get(plan.id) !== undefined || !plan.dependsOn.every(hasEnded)) continue
    if (!canStartLane(draft, container, frame)) break
    frame = { ...frame, next: frame.next + 1, live: frame.live + 1 }
    startRun(draft, { parent: container, plan, lane, phase: 'main' })
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
  if (lists.errors.length > 0 && isErrorsTime(draft, container, frame)) beginHandler(draft, container, 'errors')
  else if (frame.live === 0 && (container === undefined || !repeats(draft, container, frame)))
    settleEnded(draft, container)
}

function isErrorsTime(draft: Draft, container: TaskRun | undefined, frame: Frame): boolean {
  return frame.phase === 'main' && (frame.tally.FAILED ?? 0) > 0 && !isStopped(draft, container)
}

/** The main and errors phases have ended. */
function settleEnded(draft: Draft, container: TaskRun | undefined): void {
  const current = container === undefined ? undefined : draft.find(container.id)
  const isOpen = draft.frameOf(current)?.phase !== 'finally' && draft.header.kills < 2
  if (isOpen && listsOf(draft, current).finally.length > 0) beginHandler(draft, current, 'finally')
  else closeContainer(draft, current)
}

/** A LoopUntil after a turn: true when it waits for the next one, or when the turn has failed it. */
function repeats(draft: Draft, container: TaskRun, frame: Frame): boolean {
  const plan = draft.planOf(container)
  if (plan?.kind !== 'loop-until' || frame.phase !== 'main' || hasFailed(frame.tally) || isStopped(draft, container))
    return false
  const judged = { ...container, frame, outputs: { ...container.outputs, iterationCount: frame.turn + 1 } }
  draft.put(judged)
  const turn = judgeTurn(draft, judged, plan)
  switch (turn.kind) {
    case 'done':
      return false
    case 'again':
      draft.put({ ...judged, dueAt: turn.at })
      return true
    case 'failed':
      draft.put({ ...judged, error: { code: 'MR_TASK_FAILED', message: turn.message } })
      settleContainer(
        draft,
        draft.putFrame(draft.find(container.id), { ...frame, tally: { ...frame.tally, FAILED: 1 } }),
      )
      return true
  }
}

/** The next turn of a LoopUntil begins. */
export function beginTurn(draft: Draft, run: TaskRun): void {
  const { frame } = run
  if (frame === undefined) return
  const next = { ...run, frame: { ...frame, turn: frame.turn + 1, next: 0, live: 0 } }
  draft.put(next)
  advance(draft, next)
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
  const next = plan === undefined ? undefined : nextTask(draft, { container, frame, child, plan })
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

export function loopOf(run: TaskRun): { value?: string; iteration?: number } {
  return {
    ...(run.value === undefined ? {} : { value: run.value }),
    ...(run.iteration === undefined ? {} : { iteration: run.iteration }),
  }
}

interface LaneEnd {
  readonly container: TaskRun | undefined
  readonly frame: Frame
  readonly child: TaskRun
  readonly plan: PlanTask
}

/** The task that follows in the lane; undefined when the lane ends here. */
function nextTask(draft: Draft, { container, frame, child, plan }: LaneEnd): PlanTask | undefined {
  if (isFailure(child.state)) return undefined
  const next = listOf(listsOf(draft, container), child.phase, frame.branch)[plan.position + 1]
  switch (child.phase) {
    case 'main':
      return frame.split || hasFailed(frame.tally) || isStopped(draft, container) ? undefined : next
    case 'errors':
      return isStopped(draft, container) ? undefined : next
    case 'finally':
    case 'afterExecution':
      return draft.header.kills > 1 ? undefined : next
  }
}
