// What must have ended before a task starts, and before a container ends (I7); how much may run side by side (I6).

import type { TaskRun } from '@millrace/engine'
import { isTerminal, type Task } from '@millrace/model'
import { laneLimitOf, type Standing } from '../flows/flow-index.ts'
import { isFailed, isLive, TOP, type Check, type Step, type View } from './view.ts'

export const startsInOrder: Check = (step) => {
  for (const run of step.after.runs.values()) {
    if (step.before?.runs.has(run.id) === true) continue
    const fault = startFault(run, step)
    if (fault !== undefined)
      return `the task run ${run.taskId}${run.value === undefined ? '' : `[${run.value}]`} started although ${fault}`
  }
  return undefined
}

function startFault(run: TaskRun, step: Step): string | undefined {
  const { before, after, index } = step
  const standing = index.get(run.taskId)
  if (standing === undefined) return 'the flow has no such task, or it is disabled'
  const siblings = after.children.get(run.parentId ?? TOP) ?? []
  const container = run.parentId === undefined ? before?.header : before?.runs.get(run.parentId)
  if (container !== undefined && isTerminal(container.state)) return `its container is ${container.state}`
  return (
    sequenceFault(run, siblings, previousOf(run, standing, step)) ??
    dependencyFault(standing.dependsOn, siblings) ??
    phaseFault(run, siblings, step)
  )
}

/** The task before it in its sequence; undefined for the first, and where tasks run side by side. */
function previousOf(run: TaskRun, standing: Standing, step: Step): Task | undefined {
  const isLane = standing.list === 'main' && SIDE_BY_SIDE.has(parentType(run, step) ?? '')
  return isLane ? undefined : standing.siblings[standing.position - 1]
}

const SIDE_BY_SIDE = new Set(['core/parallel', 'core/dag'])

function dependencyFault(dependsOn: readonly string[], siblings: readonly TaskRun[]): string | undefined {
  const open = dependsOn.find((id) => siblings.every((other) => other.taskId !== id || isLive(other)))
  return open === undefined ? undefined : `${open}, which it waits for, has not ended`
}

function sequenceFault(run: TaskRun, siblings: readonly TaskRun[], previous: Task | undefined): string | undefined {
  if (previous === undefined) return undefined
  const earlier = siblings.find(({ taskId, iteration }) => taskId === previous.id && iteration === run.iteration)
  const hasEnded = earlier !== undefined && !isLive(earlier) && !isFailed(earlier)
  return hasEnded ? undefined : `${previous.id} before it is ${earlier?.state ?? 'not there'}`
}

function phaseFault(run: TaskRun, siblings: readonly TaskRun[], step: Step): string | undefined {
  switch (run.phase) {
    case 'main': {
      const failed = siblings.find((other) => other.phase === 'main' && wasFailed(other, step.before))
      return failed === undefined ? undefined : `${failed.taskId} beside it has failed`
    }
    case 'errors':
      return isUsedUp(run, step) || siblings.some((other) => other.phase === 'main' && isFailed(other))
        ? undefined
        : 'nothing has failed'
    default: {
      const live = siblings.find((other) => other.phase !== 'finally' && isLive(other))
      return live === undefined ? undefined : `${live.taskId} is still ${live.state}`
    }
  }
}

/** A LoopUntil that has had all its turns. */
function isUsedUp(run: TaskRun, { after, index }: Step): boolean {
  const parent = run.parentId === undefined ? undefined : after.runs.get(run.parentId)
  const task = parent === undefined ? undefined : index.get(parent.taskId)?.task
  return task?.type === 'core/loop-until' && parent?.error !== undefined
}

function wasFailed(run: TaskRun, before: View | undefined): boolean {
  const earlier = before?.runs.get(run.id)
  return earlier !== undefined && isFailed(earlier)
}

function parentType(run: TaskRun, { after, index }: Step): string | undefined {
  const parent = run.parentId === undefined ? undefined : after.runs.get(run.parentId)
  return parent === undefined ? undefined : index.get(parent.taskId)?.task.type
}

export const containersEndLast: Check = ({ after }) => {
  for (const [key, children] of after.children) {
    const container = key === TOP ? after.header : after.runs.get(key)
    if (container === undefined) return `a task run has the container ${key}, which does not exist`
    const live = isTerminal(container.state) ? children.find(isLive) : undefined
    if (live !== undefined)
      return `${key === TOP ? 'the execution' : key} is ${container.state} while ${live.taskId} is ${live.state}`
  }
  return undefined
}

export const lanesWithinLimits: Check = ({ after, index }) => {
  for (const [key, children] of after.children) {
    const container = key === TOP ? undefined : after.runs.get(key)
    const task = container === undefined ? undefined : index.get(container.taskId)?.task
    const limit = task === undefined ? 1 : laneLimitOf(task)
    const live = children.filter((run) => run.phase === 'main' && isLive(run)).length
    if (live > limit) return `${live} lanes of ${task?.id ?? 'the execution'} run, ${limit} may`
  }
  return undefined
}
