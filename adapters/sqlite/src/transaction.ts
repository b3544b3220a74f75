// What the tasks of one transaction share: the connection, and what is appended at its end in multi-row statements.

import type { LogEntry, Message, MetricEntry } from '@millrace/sdk-adapter'
import type { Connection } from './connection.ts'
import { writeCounts, type CountChange } from './executions/counters.ts'
import { insertMessages } from './queue/messages.ts'
import { insertLogs, insertMetrics } from './records/log-rows.ts'

export class Transaction {
  readonly connection: Connection
  readonly now: number
  /** Topics that got messages; their consumers are woken after the commit. */
  readonly topics = new Set<string>()
  readonly #messages: Message[] = []
  readonly #logs: LogEntry[] = []
  readonly #metrics: MetricEntry[] = []
  readonly #counts: CountChange[] = []

  constructor(connection: Connection, now: number) {
    this.connection = connection
    this.now = now
  }

  publish(messages: readonly Message[]): void {
    for (const message of messages) {
      this.#messages.push(message)
      this.topics.add(message.topic)
    }
  }

  record(logs: readonly LogEntry[], metrics: readonly MetricEntry[]): void {
    for (const log of logs) this.#logs.push(log)
    for (const metric of metrics) this.#metrics.push(metric)
  }

  count(changes: readonly CountChange[]): void {
    for (const change of changes) this.#counts.push(change)
  }

  /** Writes what was appended. Called once, before the commit. */
  finish(): void {
    if (this.#messages.length > 0) insertMessages(this.connection, this.#messages, this.now)
    if (this.#logs.length > 0) insertLogs(this.connection, this.#logs)
    if (this.#metrics.length > 0) insertMetrics(this.connection, this.#metrics)
    if (this.#counts.length > 0) writeCounts(this.connection, this.#counts)
  }

  /** Runs `action`; what it wrote is undone when it gives undefined. Its appends must come after it. */
  attempt<T>(action: () => T | undefined): T | undefined {
    this.connection.do('SAVEPOINT attempt')
    const result = action()
    if (result === undefined) this.connection.do('ROLLBACK TO attempt')
    this.connection.do('RELEASE attempt')
    return result
  }
}
