// The log lines of an execution that were not read before. They reach the repository in batches, some a little late, so
// each look goes back a while and leaves out what was given.

import type { LogEntry } from '@millrace/model'
import type { LogStore } from '@millrace/ports'

/** How late a line may arrive and still be shown. */
const LATENESS_MS = 5_000
const PAGE_SIZE = 500

export class LogTail {
  readonly #logs: Pick<LogStore, 'page'>
  readonly #executionId: string
  readonly #seen = new Map<string, number>()
  #newestAt = 0

  constructor(logs: Pick<LogStore, 'page'>, executionId: string) {
    this.#logs = logs
    this.#executionId = executionId
  }

  /** Oldest first. */
  async read(): Promise<readonly LogEntry[]> {
    const fresh: LogEntry[] = []
    const from = Math.max(0, this.#newestAt - LATENESS_MS)
    for (let after: string | undefined; ;) {
      const page = await this.#logs.page(
        { executionId: this.#executionId, from },
        { size: PAGE_SIZE, ...(after === undefined ? {} : { after }) },
      )
      for (const entry of page.items) if (this.#isNew(entry)) fresh.push(entry)
      after = page.next
      if (after === undefined) break
    }
    for (const [key, at] of this.#seen) if (at < this.#newestAt - LATENESS_MS) this.#seen.delete(key)
    return fresh
  }

  #isNew(entry: LogEntry): boolean {
    const key = `${entry.taskRunId ?? ''}/${entry.attempt ?? 0}/${entry.sequence}`
    if (this.#seen.has(key)) return false
    this.#seen.set(key, entry.at)
    this.#newestAt = Math.max(this.#newestAt, entry.at)
    return true
  }
}
