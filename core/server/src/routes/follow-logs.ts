// Log lines as they come. They reach the repository in batches, some a little late, so each look goes back a while and
// leaves out what was sent.

import { isTerminal, type LogEntry } from '@millrace/model'
import type { LogFilter } from '@millrace/ports'
import type { ServerDeps } from '../deps.ts'
import type { ServerSentEvent } from '../stream.ts'
import { logBody } from './log-body.ts'

const INTERVAL_MS = 300
/** How late a line may arrive and still be shown. */
const LATENESS_MS = 10_000
/** How many looks without a line end the stream of an execution that has ended. */
const QUIET_LOOKS = 3
const PAGE_SIZE = 1_000

export interface FollowLogs {
  readonly deps: Pick<ServerDeps, 'repository' | 'executions' | 'clock'>
  readonly filter: LogFilter
  readonly executionId: string
  readonly signal: AbortSignal
}

export async function* followLogs({ deps, filter, executionId, signal }: FollowLogs): AsyncIterable<ServerSentEvent> {
  yield { id: 'start', data: '{}' }
  const seen = new Map<string, number>()
  let newestAt = filter.from ?? 0
  for (let quiet = 0; quiet < QUIET_LOOKS && !signal.aborted; ) {
    const from = Math.max(filter.from ?? 0, newestAt - LATENESS_MS)
    let sent = 0
    for await (const entry of linesFrom(deps, { ...filter, from })) {
      const key = `${entry.taskRunId ?? ''}/${entry.attempt ?? 0}/${entry.sequence}`
      if (seen.has(key)) continue
      seen.set(key, entry.at)
      newestAt = Math.max(newestAt, entry.at)
      sent += 1
      yield { id: 'progress', data: JSON.stringify(logBody(entry)) }
    }
    for (const [key, at] of seen) if (at < newestAt - LATENESS_MS) seen.delete(key)
    quiet = sent === 0 && (await hasEnded(deps, executionId)) ? quiet + 1 : 0
    await pause(deps, signal)
  }
  yield { id: 'end', data: '{}' }
}

async function* linesFrom(deps: FollowLogs['deps'], filter: LogFilter): AsyncIterable<LogEntry> {
  for (let after: string | undefined; ; ) {
    const page = await deps.repository.logs.page(filter, { size: PAGE_SIZE, ...(after === undefined ? {} : { after }) })
    yield* page.items
    after = page.next
    if (after === undefined) return
  }
}

async function hasEnded(deps: FollowLogs['deps'], executionId: string): Promise<boolean> {
  const { state } = await deps.executions.document(executionId)
  return isTerminal(state.current)
}

function pause(deps: FollowLogs['deps'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = deps.clock.after(INTERVAL_MS, resolve)
    signal.addEventListener('abort', () => { stop(); resolve() }, { once: true })
  })
}
