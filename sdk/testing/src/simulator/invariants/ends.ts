// What an execution that has ended leaves behind: nothing (I5).

import { isTerminal } from '@millrace/model'
import { isLive, type Check, type View } from './view.ts'

export const endsLeaveNothing: Check = ({ after }) => countFault(after) ?? remainder(after)

function countFault({ header, runs }: View): string | undefined {
  const live = [...runs.values()].filter(isLive).length
  if (header.liveCount !== live) return `the header counts ${header.liveCount} live task runs, there are ${live}`
  return header.taskRunCount === runs.size
    ? undefined
    : `the header counts ${header.taskRunCount} task runs, there are ${runs.size}`
}

function remainder(view: View): string | undefined {
  const { header, record } = view
  if (!isTerminal(header.state)) return record.isLive ? undefined : `it is ${header.state} and not marked as live`
  const left = leftBy(view)
  return left === undefined ? undefined : `it is ${header.state}, and there is ${left}`
}

function leftBy({ header, record }: View): string | undefined {
  const part = [...record.parts.values()].find(({ isLive: isAlive, dueAt }) => isAlive || dueAt !== undefined)
  if (header.liveCount > 0) return 'a live task run'
  if (record.isLive) return 'a mark that it is live'
  if (record.dueAt !== undefined) return 'a timer'
  if (record.owner !== undefined) return `its owner ${record.owner}`
  if (record.holds.size > 0) return `a hold of ${[...record.holds].join(' by ')}`
  return part === undefined ? undefined : `the part ${part.key}, which is live`
}
