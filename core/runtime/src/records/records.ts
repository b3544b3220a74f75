// Logs and metrics of attempts on their way to the repository, in batches, after at most a short linger.

import type { LogEntry, MetricEntry } from '@millrace/model'
import { messageOf } from '@millrace/model'
import type { Clock, Metrics } from '@millrace/ports'
import type { Log } from '../log.ts'

export interface RecordBatch {
  readonly logs: readonly LogEntry[]
  readonly metrics: readonly MetricEntry[]
}

export interface Records extends AsyncDisposable {
  addLog(entry: LogEntry): void
  addMetric(entry: MetricEntry): void
  /** What waits, for a commit that takes it along; undefined when nothing does, or where commits cannot. */
  take(): RecordBatch | undefined
  /** The commit did not happen. */
  giveBack(batch: RecordBatch): void
  /** Resolves when everything added so far is written. */
  flush(): Promise<void>
}

export interface RecordsDeps {
  /** Idempotent by (task run, attempt, sequence). */
  write(batch: RecordBatch): Promise<void>
  /** Whether commits of a lane may take records along. */
  readonly joinsCommits: boolean
  readonly clock: Clock
  readonly metrics: Metrics
  readonly log: Log
  /** Default 50 ms. */
  readonly lingerMs?: number
  /** More than this is dropped, the newest first, and counted. Default 200,000. */
  readonly maxWaiting?: number
}

const RETRY_MS = 1_000
const MAX_BATCH = 2_000

export function createRecords(deps: RecordsDeps): Records {
  return new LingeringRecords(deps)
}

class LingeringRecords implements Records {
  readonly #deps: RecordsDeps
  readonly #maxWaiting: number
  #logs: LogEntry[] = []
  #metrics: MetricEntry[] = []
  #cancelLinger: (() => void) | undefined
  #writing: Promise<void> | undefined

  constructor(deps: RecordsDeps) {
    this.#deps = deps
    this.#maxWaiting = deps.maxWaiting ?? 200_000
  }

  addLog(entry: LogEntry): void {
    if (this.#hasRoom()) this.#logs.push(entry)
    this.#linger(this.#deps.lingerMs ?? 50)
  }

  addMetric(entry: MetricEntry): void {
    if (this.#hasRoom()) this.#metrics.push(entry)
    this.#linger(this.#deps.lingerMs ?? 50)
  }

  take(): RecordBatch | undefined {
    return this.#deps.joinsCommits ? this.#takeSome() : undefined
  }

  giveBack({ logs, metrics }: RecordBatch): void {
    this.#logs = [...logs, ...this.#logs]
    this.#metrics = [...metrics, ...this.#metrics]
    this.#linger(this.#deps.lingerMs ?? 50)
  }

  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
    if (this.#logs.length === 0 && this.#metrics.length === 0) return
    await this.#write()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancelLinger?.()
    await this.flush()
  }

  #hasRoom(): boolean {
    const hasRoom = this.#logs.length + this.#metrics.length < this.#maxWaiting
    if (!hasRoom) this.#deps.metrics.count('millrace_records_dropped_total')
    return hasRoom
  }

  #linger(delayMs: number): void {
    if (this.#cancelLinger !== undefined) return
    this.#cancelLinger = this.#deps.clock.after(delayMs, () => {
      this.#cancelLinger = undefined
      this.flush().catch((error: unknown) => {
        this.#deps.log.warn({ error: messageOf(error) }, 'Logs could not be written; they are tried again.')
        this.#linger(RETRY_MS)
      })
    })
  }

  #takeSome(): RecordBatch | undefined {
    if (this.#logs.length === 0 && this.#metrics.length === 0) return undefined
    const batch = { logs: this.#logs.slice(0, MAX_BATCH), metrics: this.#metrics.slice(0, MAX_BATCH) }
    this.#logs = this.#logs.slice(MAX_BATCH)
    this.#metrics = this.#metrics.slice(MAX_BATCH)
    return batch
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined
    })
    return this.#writing
  }

  async #writeAll(): Promise<void> {
    for (let batch = this.#takeSome(); batch !== undefined; batch = this.#takeSome()) {
      try {
        await this.#deps.write(batch)
      } catch (error) {
        this.#logs = [...batch.logs, ...this.#logs]
        this.#metrics = [...batch.metrics, ...this.#metrics]
        throw error
      }
    }
  }
}
