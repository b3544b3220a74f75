// Log lines of an execution as they come, until it has ended and no more arrive.

import { isTerminal } from '@millrace/model'
import type { LogFilter } from '@millrace/ports'
import { LogTail, pause } from '@millrace/runtime'
import type { ServerDeps } from '../deps.ts'
import type { ServerSentEvent } from '../stream.ts'
import { logBody } from './log-body.ts'

const INTERVAL_MS = 300
/** How many looks without a line end the stream of an execution that has ended. */
const QUIET_LOOKS = 3

export interface FollowLogs {
  readonly deps: Pick<ServerDeps, 'repository' | 'executions' | 'clock'>
  readonly filter: LogFilter
  readonly executionId: string
  readonly signal: AbortSignal
}

export async function* followLogs({ deps, filter, executionId, signal }: FollowLogs): AsyncIterable<ServerSentEvent> {
  yield { id: 'start', data: '{}' }
  const tail = new LogTail(deps.repository.logs, filter)
  for (let quiet = 0; quiet < QUIET_LOOKS && !signal.aborted;) {
    let isQuiet = true
    for await (const entry of tail.read()) {
      isQuiet = false
      yield { id: 'progress', data: JSON.stringify(logBody(entry)) }
    }
    quiet = isQuiet && (await hasEnded(deps, executionId)) ? quiet + 1 : 0
    await pause(deps.clock, INTERVAL_MS, signal)
  }
  yield { id: 'end', data: '{}' }
}

async function hasEnded(deps: FollowLogs['deps'], executionId: string): Promise<boolean> {
  const { state } = await deps.executions.document(executionId)
  return isTerminal(state.current)
}
