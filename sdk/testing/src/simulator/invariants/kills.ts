// What a kill leaves running, and what may start after it.

import type { TaskRun } from '@millrace/engine'
import { isInFinally, isLeaf, isLive, type Check, type Step } from './view.ts'

export const killsReachEverything: Check = (step) => {
  const { kills } = step.after.header
  if (kills === 0) return undefined
  for (const run of step.after.runs.values()) {
    const fault = kills === 1 && isInFinally(run, step.after) ? undefined : faultOf(run, step)
    if (fault !== undefined) return fault
  }
  return undefined
}

function faultOf(run: TaskRun, { before, after, index }: Step): string | undefined {
  if (isLive(run) && isLeaf(run, index) && run.state !== 'KILLING')
    return `${run.taskId} is ${run.state} after the kill`
  const wasKilled = before !== undefined && before.header.kills === after.header.kills
  return wasKilled && !before.runs.has(run.id) ? `${run.taskId} was started after the kill` : undefined
}
