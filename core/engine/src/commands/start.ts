// Beginning an execution.

import { runAgain } from './again.ts'
import { refuse, type Refusal } from '../refusal.ts'
import type { Draft } from '../draft.ts'
import { advance } from '../progress/frames.ts'
import { newFrame } from '../progress/lanes.ts'

export function start(draft: Draft): Refusal | undefined {
  const { header } = draft
  if (header.state === 'RESTARTED') {
    runAgain(draft)
    return undefined
  }
  if (header.state !== 'CREATED') return refuse('MR_COMMAND_STALE', `The execution has begun: it is ${header.state}.`)
  if (header.scheduledAt !== undefined && header.scheduledAt > draft.now) return undefined
  draft.moveTo('RUNNING')
  draft.putFrame(undefined, newFrame({ branch: 'tasks', total: 1, limit: 1, split: false }))
  advance(draft, undefined)
  return undefined
}
