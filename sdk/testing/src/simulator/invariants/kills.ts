// What a kill leaves running, and what may start after it.

import { isInFinally, isLeaf, isLive, type Check } from './view.ts'

export const killsReachEverything: Check = ({ before, after, index }) => {
  const { kills } = after.header
  if (kills === 0) return undefined
  const wasKilled = (before?.header.kills ?? 0) > 0
  for (const run of after.runs.values()) {
    const isSpared = kills === 1 && isInFinally(run, after)
    if (isSpared) continue
    if (isLive(run) && isLeaf(run, index) && run.state !== 'KILLING') return `${run.taskId} is ${run.state} after the kill`
    if (wasKilled && before?.header.kills === kills && !before.runs.has(run.id)) return `${run.taskId} was started after the kill`
  }
  return undefined
}
