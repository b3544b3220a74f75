// Group commit: what is asked for in one turn of the event loop is written in one transaction with one fsync, and each
// caller hears after the COMMIT. A failure leaves nothing half applied and the writer ready for the next.

import { setImmediate as onNextTurn, setTimeout as onTimer } from 'node:timers'
import { MillraceError, type Clock } from '@millrace/sdk-adapter'
import type { Connection } from './connection.ts'
import { databaseError, isUnavailable, resultCode, SQLITE_BUSY } from './errors.ts'
import { Transaction } from './transaction.ts'

interface Task {
  readonly isDurable: boolean
  run(transaction: Transaction): unknown
  resolve(result: unknown): void
  reject(error: unknown): void
  result?: unknown
}

/** A transaction takes no further task after this time, so that the event loop turns. */
const LONGEST_MS = 8
const LOCKED_RETRY_MS = 20
const LOCKED_LIMIT_MS = 5000

export interface WriterSettings {
  readonly connection: Connection
  readonly clock: Clock
  /** How long a lock of another program is waited for; 5,000 ms unless told. */
  readonly lockedLimitMs?: number
  /** Hears of topics that got messages, after the commit. */
  onPublished(topics: ReadonlySet<string>): void
}

export class Writer {
  readonly #settings: WriterSettings
  #tasks: Task[] = []
  #isScheduled = false
  #isClosed = false
  #lockedSince: number | undefined

  constructor(settings: WriterSettings) {
    this.#settings = settings
  }

  /**
   * Runs `task` inside a transaction, perhaps with others, and gives its result once committed. It may run again after
   * a rollback, so it changes nothing but the database. With `isDurable` false a power cut may lose it, a crash of
   * the process never does.
   */
  write<T>(task: (transaction: Transaction) => T, isDurable = true): Promise<T> {
    if (this.#isClosed) return Promise.reject(new MillraceError('MR_SHUTTING_DOWN', 'The database is closed.'))
    return new Promise<T>((resolve, reject) => {
      this.#tasks.push({ isDurable, run: task, resolve: (result) => resolve(result as T), reject })
      this.#schedule()
    })
  }

  /** Writes what is waiting and takes no more. */
  close(): void {
    this.#isClosed = true
    while (this.#tasks.length > 0) this.#flush()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    onNextTurn(() => {
      this.#isScheduled = false
      this.#flush()
      if (this.#tasks.length > 0) this.#schedule()
    })
  }

  #flush(): void {
    if (this.#tasks.length === 0) return
    const tasks = this.#tasks
    this.#tasks = []
    try {
      this.#begin(tasks.some(({ isDurable }) => isDurable))
    } catch (error) {
      this.#putOff(tasks, error)
      return
    }
    this.#lockedSince = undefined
    const done = this.#attempt(tasks)
    this.#tasks = [...tasks.slice(done), ...this.#tasks]
  }

  // FULL syncs at each commit, NORMAL leaves it to the next commit that does; the pragma costs 0.7 µs.
  #begin(isDurable: boolean): void {
    const { connection } = this.#settings
    connection.database.exec(isDurable ? 'PRAGMA synchronous = FULL' : 'PRAGMA synchronous = NORMAL')
    connection.do('BEGIN IMMEDIATE')
  }

  // Locked by another connection: tries again, without blocking, for some seconds.
  #putOff(tasks: Task[], error: unknown): void {
    const now = performance.now()
    this.#lockedSince ??= now
    if (
      resultCode(error) !== SQLITE_BUSY ||
      this.#isClosed ||
      now - this.#lockedSince > (this.#settings.lockedLimitMs ?? LOCKED_LIMIT_MS)
    ) {
      this.#lockedSince = undefined
      const reason = databaseError(error)
      for (const task of tasks) task.reject(reason)
      return
    }
    this.#tasks = [...tasks, ...this.#tasks]
    this.#isScheduled = true
    onTimer(() => {
      this.#isScheduled = false
      this.#schedule()
    }, LOCKED_RETRY_MS)
  }

  /** Runs tasks until time is up; gives how many are done with, one way or the other. */
  #attempt(tasks: readonly Task[]): number {
    const { connection, clock } = this.#settings
    const transaction = new Transaction(connection, clock.now())
    let done = 0
    try {
      done = runTasks(tasks, transaction)
      transaction.finish()
      connection.do('COMMIT')
    } catch (error) {
      if (connection.database.isTransaction) connection.do('ROLLBACK')
      return this.#failed(tasks, error)
    }
    for (const task of tasks.slice(0, done)) task.resolve(task.result)
    if (transaction.topics.size > 0) this.#settings.onPublished(transaction.topics)
    return done
  }

  // Trouble with the file concerns all; a statement that fails concerns its own task, found by running each alone.
  #failed(tasks: readonly Task[], error: unknown): number {
    if (tasks.length === 1 || isUnavailable(error)) {
      const reason = databaseError(error)
      for (const task of tasks) task.reject(reason)
      return tasks.length
    }
    for (const task of tasks) {
      try {
        this.#begin(task.isDurable)
        this.#attempt([task])
      } catch (reason) {
        task.reject(databaseError(reason))
      }
    }
    return tasks.length
  }
}

function runTasks(tasks: readonly Task[], transaction: Transaction): number {
  const startedAt = performance.now()
  let done = 0
  for (const task of tasks) {
    if (done > 0 && performance.now() - startedAt > LONGEST_MS) return done
    task.result = task.run(transaction)
    done += 1
  }
  return done
}
