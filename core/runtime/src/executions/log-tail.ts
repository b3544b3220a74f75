// The log lines that were not read before. They reach the repository in batches, some a little late, so each look goes
// back a while and leaves out what was given.

import type { LogEntry } from '@millrace/model'
import type { LogFilter, LogStore } from '@millrace/ports'

/** How late a line may arrive and still be given. */
const LATENESS_MS = 10_000
const PAGE_SIZE = 500

export class LogTail {
  readonly #logs: Pick<LogStore, 'page'>
  readonly #filter: LogFilter
  readonly #first: number
  /** The lines of the last while, each with its time. */
  readonly #seen = new Map<string, number>()
  #newestAt: number

  constructor(logs: Pick<LogStore, 'page'>, filter: LogFilter) {
    this.#logs = logs
    this.#filter = filter
    this.#first = filter.from ?? 0
    this.#newestAt = this.#first
  }

  /** Oldest first. */
  async *read(): AsyncGenerator<LogEntry, void, undefined> {
    const filter = { ...this.#filter, from: this.#from }
    for (let after: string | undefined; ;) {
      const page = await this.#logs.page(filter, { size: PAGE_SIZE, ...(after === undefined ? {} : { after }) })
      for (const entry of page.items) if (this.#isNew(entry)) yield entry
      this.#forget()
      after = page.next
      if (after === undefined) return
    }
  }

  /** Where the next look begins. */
  get #from(): number {
    return Math.max(this.#first, this.#newestAt - LATENESS_MS)
  }

  #forget(): void {
    for (const [key, at] of this.#seen) if (at < this.#from) this.#seen.delete(key)
  }

  #isNew(entry: LogEntry): boolean {
    const key = `${entry.taskRunId ?? ''}/${entry.attempt ?? 0}/${entry.sequence}`
    if (this.#seen.has(key)) return false
    this.#seen.set(key, entry.at)
    this.#newestAt = Math.max(this.#newestAt, entry.at)
    return true
  }
}
