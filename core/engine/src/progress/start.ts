// Starting a task run: its condition first, then a dispatch to a worker or what its control opens.

import type { ControlKind } from '@millrace/model'
import { askAgainAt } from '../calls/call.ts'
import { CONTROL_RULES } from '../controls/rules.ts'
import type { Draft } from '../draft.ts'
import { evaluateCondition } from '../context/evaluate.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { Phase, TaskRun } from '../state.ts'
import { inState, newAttempt } from '../task-run.ts'
import { openLanes } from './lanes.ts'
import { runIdAt } from './run-id.ts'
import { forgiven } from './tally.ts'

export interface Start {
  /** The container; undefined for the root. */
  readonly parent: TaskRun | undefined
  readonly plan: PlanTask
  readonly lane: number
  readonly phase: Phase
  readonly value?: string
  readonly iteration?: number
}

export function startRun(draft: Draft, start: Start): void {
  const created = createRun(draft, start)
  draft.put(created)
  const condition = evaluateCondition(draft, created, start.plan.runIf)
  if (condition.kind === 'error') fail(draft, created, 'MR_EXPRESSION', condition.message)
  else if (!condition.value) draft.put(inState(created, 'SKIPPED', draft.now))
  else if (start.plan.kind === 'attempt') draft.put({ ...created, attempts: [newAttempt(draft.now)] })
  else openControl(draft, created, start.plan)
}

function createRun(draft: Draft, start: Start): TaskRun {
  const { parent, plan, lane, phase } = start
  const loop =
    start.value === undefined ? loopPlace(draft, start) : { value: start.value, iteration: start.iteration ?? 0 }
  return {
    id: runIdAt(draft.header.id, parent?.id, plan.id, loop?.iteration),
    taskId: plan.id,
    ...(parent === undefined ? {} : { parentId: parent.id }),
    order: draft.taskRunCount,
    lane,
    phase,
    ...loop,
    state: 'CREATED',
    history: [{ state: 'CREATED', at: draft.now }],
    attempts: [],
  }
}

/** The loop value and the turn of a lane, when the container is a loop. */
function loopPlace(
  draft: Draft,
  { parent, plan, lane, phase }: Start,
): { value?: string; iteration: number } | undefined {
  const loop = plan.parent
  const frame = parent?.frame
  if (parent === undefined || frame === undefined || loop === undefined || phase !== 'main') return undefined
  if (loop.kind === 'loop-until') return { iteration: frame.turn }
  if (!loop.isLoop) return undefined
  const tasks = loop.lists.branches[plan.branch]?.length ?? 1
  const iteration = frame.split ? Math.floor(lane / tasks) : lane
  return { value: draft.loopValues(parent.id)[iteration] ?? '', iteration }
}

/** Ends a task run as FAILED without a retry: the task cannot be carried out as it is written. */
function fail(draft: Draft, run: TaskRun, code: string, message: string): void {
  const state = forgiven('FAILED', draft.planOf(run))
  draft.put({ ...inState(run, state, draft.now), error: { code, message } })
}

export function openControl(draft: Draft, created: TaskRun, plan: PlanTask): void {
  const opening = CONTROL_RULES[plan.kind as ControlKind](draft, created, plan)
  const running = {
    ...inState(created, 'RUNNING', draft.now),
    ...(opening.outputs === undefined ? {} : { outputs: opening.outputs }),
  }
  switch (opening.kind) {
    case 'failed':
      fail(draft, running, opening.code, opening.message)
      return
    case 'wait':
      draft.put({ ...waiting(draft, running), dueAt: opening.untilAt })
      return
    case 'ended':
      draft.put(
        inState(
          { ...created, ...(opening.outputs === undefined ? {} : { outputs: opening.outputs }) },
          opening.state,
          draft.now,
        ),
      )
      return
    case 'call':
      draft.put({
        ...running,
        attempts: [...created.attempts, { history: [{ state: 'RUNNING', at: draft.now }] }],
        call: opening.call,
        dueAt: askAgainAt(running, draft.now),
      })
      return
    case 'pause':
      draft.put({ ...inState(waiting(draft, running), 'PAUSED', draft.now), ...opening.wait })
      return
    case 'lanes': {
      if (opening.values !== undefined) draft.values.set(running.id, opening.values)
      openLanes(draft, running, opening.lanes)
    }
  }
}

/** A wait is an attempt of its own, after those that a restart has left. */
function waiting(draft: Draft, run: TaskRun): TaskRun {
  return { ...run, attempts: [...run.attempts, { history: [{ state: 'RUNNING', at: draft.now }] }] }
}
