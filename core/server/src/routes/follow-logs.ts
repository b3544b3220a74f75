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
  const sent = new SentLines(filter.from ?? 0)
  for (let quiet = 0; quiet < QUIET_LOOKS && !signal.aborted;) {
    const before = sent.count
    for await (const entry of linesFrom(deps, { ...filter, from: sent.from })) {
      if (sent.add(entry)) yield { id: 'progress', data: JSON.stringify(logBody(entry)) }
    }
    sent.forget()
    quiet = sent.count === before && (await hasEnded(deps, executionId)) ? quiet + 1 : 0
    await pause(deps, signal)
  }
  yield { id: 'end', data: '{}' }
}

/** Remembers the lines of the last while. */
class SentLines {
  count = 0
  readonly #first: number
  readonly #seen = new Map<string, number>()
  #newestAt: number

  constructor(first: number) {
    this.#first = first
    this.#newestAt = first
  }

  /** Where the next look begins. */
  get from(): number {
    return Math.max(this.#first, this.#newestAt - LATENESS_MS)
  }

  /** False for a line that was sent. */
  add(entry: LogEntry): boolean {
    const key = `${entry.taskRunId ?? ''}/${entry.attempt ?? 0}/${entry.sequence}`
    if (this.#seen.has(key)) return false
    this.#seen.set(key, entry.at)
    this.#newestAt = Math.max(this.#newestAt, entry.at)
    this.count += 1
    return true
  }

  forget(): void {
    for (const [key, at] of this.#seen) if (at < this.from) this.#seen.delete(key)
  }
}

async function* linesFrom(deps: FollowLogs['deps'], filter: LogFilter): AsyncIterable<LogEntry> {
  for (let after: string | undefined; ;) {
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
    signal.addEventListener(
      'abort',
      () => {
        stop()
        resolve()
      },
      { once: true },
    )
  })
}
