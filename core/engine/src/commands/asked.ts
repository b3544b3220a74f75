// The caller of an execution asks: that it be killed, that it run again what failed, or what it has to tell.

import { isTerminal } from '@millrace/model'
import type { Ask } from '../command.ts'
import type { Draft } from '../draft.ts'
import { isFailure } from '../progress/tally.ts'
import { refuse, type Refusal } from '../refusal.ts'
import { kill } from './kill.ts'
import { start } from './start.ts'
import { restart } from './reopen.ts'

export function asked(draft: Draft, ask: Ask): Refusal | undefined {
  const { caller, kills } = ask
  const known = draft.header.caller
  if (known?.executionId !== caller.executionId || known.taskRunId !== caller.taskRunId)
    return refuse('MR_COMMAND_STALE', 'Another task run has called this execution.')
  if (caller.attempt < known.attempt)
    return refuse('MR_COMMAND_STALE', `Attempt ${caller.attempt} of the caller is past: it is at ${known.attempt}.`)
  const isRestarted = caller.attempt > known.attempt
  if (isRestarted) draft.header = { ...draft.header, caller }
  if (!isTerminal(draft.header.state) && kills > draft.header.kills) return kill(draft)
  if (isRestarted && kills === 0 && runsAgain(draft)) return undefined
  draft.mustReport = true
  return undefined
}

/** Whether something is to be run again; where nothing below it has failed it ends as it did. */
function runsAgain(draft: Draft): boolean {
  if (!isFailure(draft.header.state)) return false
  const refusal = draft.header.frame === undefined ? beginAfterAll(draft) : restart(draft)
  return refusal === undefined
}

/** It was killed before it began. */
function beginAfterAll(draft: Draft): Refusal | undefined {
  draft.moveTo('RESTARTED')
  draft.header = { ...draft.header, state: 'CREATED', kills: 0 }
  return start(draft)
}
