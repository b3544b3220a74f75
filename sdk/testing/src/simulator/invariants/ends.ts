// What an execution that has ended leaves behind: nothing (I5).

import { isTerminal } from '@millrace/model'
import { isLive, type Check } from './view.ts'

export const endsLeaveNothing: Check = ({ after }) => {
  const { header, record } = after
  const live = [...after.runs.values()].filter(isLive)
  if (header.liveCount !== live.length) return `the header counts ${header.liveCount} live task runs, there are ${live.length}`
  if (header.taskRunCount !== after.runs.size) return `the header counts ${header.taskRunCount} task runs, there are ${after.runs.size}`
  if (!isTerminal(header.state)) return record.isLive ? undefined : `it is ${header.state} and not marked as live`
  if (live.length > 0) return `it is ${header.state} and ${live[0]?.taskId} is ${live[0]?.state}`
  if (record.isLive) return `it is ${header.state} and still marked as live`
  if (record.dueAt !== undefined) return `it is ${header.state} and has a timer`
  if (record.owner !== undefined) return `it is ${header.state} and ${record.owner} owns it`
  if (record.holds.size > 0) return `it is ${header.state} and ${[...record.holds].join(' by ')} is held`
  for (const part of record.parts.values()) if (part.isLive || part.dueAt !== undefined) return `it is ${header.state} and its part ${part.key} is live`
  return undefined
}
