// Kill: everything that is live ends. `finally` tasks run still; a second kill stops those too.

import { isTerminal } from '@millrace/model'
import type { Draft } from '../draft.ts'
import { advance } from '../progress/frames.ts'
import { stopLiveRuns } from '../progress/stop.ts'
import { refuse, type Refusal } from '../refusal.ts'
import { liveRuns } from '../view.ts'
import { runAgain } from './again.ts'

export function kill(draft: Draft): Refusal | undefined {
  const { header } = draft
  if (isTerminal(header.state)) return refuse('MR_EXECUTION_STATE', `The execution has ended: it is ${header.state}.`)
  // Asked for first: a kill of what is not loaded stops here, with nothing done.
  liveRuns(draft.state)
  const { exitState: _exitState, ...asked } = header
  draft.header = { ...asked, kills: Math.min(2, header.kills + 1) }
  // What its restart had counted on is settled first.
  if (header.state === 'RESTARTED') runAgain(draft)
  draft.moveTo('KILLING')
  if (header.frame === undefined) {
    draft.moveTo('KILLED')
    return undefined
  }
  if (stopLiveRuns(draft) === 0) advance(draft, undefined)
  return undefined
}
