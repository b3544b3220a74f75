// Follows one execution: its document on each change until it has ended. A reader that is slow misses documents in
// between, never the last one.

import { isTerminal, type ExecutionDocument } from '@millrace/model'
import { toDocument, type ExecutionState } from '@millrace/engine'
import type { Clock, Repository } from '@millrace/ports'
import type { Changes } from './changes.ts'
import { readExecution } from './read-execution.ts'

export interface FollowDeps {
  readonly repository: Repository
  readonly clock: Clock
  readonly changes: Changes
}

/** What changes in between is read again at the latest after this time, whatever was announced. */
const SAFETY_MS = 5_000
/** Documents kept for a reader that is slower than the execution. */
const MAX_BUFFERED = 64
/** Documents of larger executions are put together when the reader asks, and not more often than this. */
const LARGE_RUNS = 50
const LARGE_PAUSE_MS = 200

export function hasEnded({ header }: ExecutionState): boolean {
  return isTerminal(header.state) && header.liveCount === 0
}

interface Version {
  readonly document: ExecutionDocument
  readonly version: number
  readonly isLast: boolean
}

/** Ends with the execution, or when the signal aborts. Rejects with MR_EXECUTION_NOT_FOUND. */
export async function* followExecution(
  deps: FollowDeps,
  id: string,
  signal?: AbortSignal,
): AsyncGenerator<ExecutionDocument, void, undefined> {
  using follower = new Follower(deps, id, signal)
  let last = 0
  let isRead = false
  while (signal?.aborted !== true) {
    const found = follower.take() ?? (isRead && !follower.mustRead ? undefined : await follower.read())
    isRead = true
    if (found !== undefined && found.version > last) {
      last = found.version
      yield found.document
      if (found.isLast) return
    } else if (!follower.hasNews) {
      await follower.news()
    }
  }
}

class Follower implements Disposable {
  readonly #deps: FollowDeps
  readonly #id: string
  readonly #signal: AbortSignal | undefined
  readonly #unwatch: () => void
  #buffer: Version[] = []
  #lastReadAt = Number.NEGATIVE_INFINITY
  #wake: () => void = () => {}
  mustRead = false

  constructor(deps: FollowDeps, id: string, signal: AbortSignal | undefined) {
    this.#deps = deps
    this.#id = id
    this.#signal = signal
    this.#unwatch = deps.changes.watch(id, (state, version) => this.#changed(state, version))
  }

  get hasNews(): boolean {
    return this.mustRead || this.#buffer.length > 0
  }

  take(): Version | undefined {
    return this.#buffer.shift()
  }

  async read(): Promise<Version> {
    const waitMs = this.#lastReadAt + LARGE_PAUSE_MS - this.#deps.clock.now()
    if (waitMs > 0) await this.#pause(waitMs)
    this.mustRead = false
    this.#lastReadAt = this.#deps.clock.now()
    const { state, version } = await readExecution(this.#deps.repository, this.#id)
    return { document: toDocument(state, this.#deps.clock.now()), version, isLast: hasEnded(state) }
  }

  /** Resolves when something was announced, the safety time is over, or the signal aborts. */
  async news(): Promise<void> {
    await this.#pause(SAFETY_MS)
    if (this.#buffer.length === 0) this.mustRead = true
  }

  [Symbol.dispose](): void {
    this.#unwatch()
  }

  #changed(state: ExecutionState | undefined, version: number): void {
    const isWhole = state !== undefined && state.table.isComplete && state.table.runs.size <= LARGE_RUNS
    if (isWhole) {
      if (this.#buffer.length >= MAX_BUFFERED) this.#buffer.shift()
      this.#buffer.push({ document: toDocument(state, this.#deps.clock.now()), version, isLast: hasEnded(state) })
    } else {
      this.mustRead = true
    }
    this.#wake()
  }

  async #pause(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#deps.clock.after(delayMs, resolve)
      this.#wake = () => {
        cancel()
        resolve()
      }
      this.#signal?.addEventListener('abort', this.#wake, { once: true })
    })
    this.#signal?.removeEventListener('abort', this.#wake)
    this.#wake = () => {}
  }
}
