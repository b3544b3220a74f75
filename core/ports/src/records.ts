// Flows with their revisions, logs, metrics, key-value pairs, services and messages set aside: the other half of Repository.

import type { Flow, Instant, Json, LogEntry, LogLevel, MetricEntry } from '@millrace/model'
import type { Page, PageRequest, Total } from './executions.ts'

export interface FlowRecord {
  readonly flow: Flow
  /** The text as the user wrote it. */
  readonly source: string
  readonly updatedAt: Instant
}

export interface FlowFilter {
  readonly namespace?: { readonly value: string; readonly isPrefix: boolean }
  /** Part of the flow id or the namespace. */
  readonly text?: string
}

export interface FlowStore {
  /**
   * Stores `record.flow` as the newest revision when the newest stored one is `record.flow.revision - 1`
   * (0: there never was one); false when it is not.
   */
  save(record: FlowRecord): Promise<boolean>
  /** A revision, or the newest one; `undefined` when there is none. A deleted flow's newest revision has `deleted: true`. */
  find(namespace: string, id: string, revision?: number): Promise<FlowRecord | undefined>
  revisions(namespace: string, id: string): Promise<readonly FlowRecord[]>
  /** Newest revisions that are not deleted, ordered by namespace and id. */
  page(filter: FlowFilter, page: PageRequest): Promise<Page<FlowRecord>>
  total(filter: FlowFilter): Promise<Total>
  namespaces(): Promise<readonly string[]>
}

export interface LogFilter {
  readonly executionId?: string
  readonly taskRunId?: string
  readonly taskId?: string
  readonly attempt?: number
  readonly namespace?: string
  readonly flowId?: string
  readonly minLevel?: LogLevel
  readonly from?: Instant
  readonly before?: Instant
  readonly text?: string
}

export interface LogStore {
  /** Idempotent by (task run, attempt, sequence). */
  append(logs: readonly LogEntry[], metrics: readonly MetricEntry[]): Promise<void>
  /** Ordered by time, then sequence. */
  page(filter: LogFilter, page: PageRequest): Promise<Page<LogEntry>>
  total(filter: LogFilter, options: { readonly budgetMs: number }): Promise<Total>
  metrics(
    filter: { readonly executionId: string; readonly taskRunId?: string },
    page: PageRequest,
  ): Promise<Page<MetricEntry>>
}

export interface KvEntry {
  readonly key: string
  readonly value: Json
  readonly description?: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly expiresAt?: Instant
  readonly version: number
}

export interface KvStore {
  /** Undefined when absent or expired at `now`. */
  get(namespace: string, key: string, now: Instant): Promise<KvEntry | undefined>
  list(namespace: string, now: Instant): Promise<readonly KvEntry[]>
  /** With `expectedVersion` (0: must be absent) false when it differs. */
  put(
    namespace: string,
    entry: Omit<KvEntry, 'version' | 'createdAt' | 'updatedAt'> & { readonly now: Instant },
    expectedVersion?: number,
  ): Promise<boolean>
  remove(namespace: string, key: string): Promise<boolean>
}

/** A process that plays roles. Alive while its heartbeat is young. */
export interface ServiceRecord {
  readonly id: string
  readonly roles: readonly string[]
  readonly startedAt: Instant
  readonly beatAt: Instant
  readonly host: string
  readonly workerGroup?: string
}

export interface ServiceStore {
  beat(service: ServiceRecord): Promise<void>
  list(): Promise<readonly ServiceRecord[]>
  remove(id: string): Promise<void>
}

/** A message that could not be handled, kept with its cause until somebody requeues or discards it. */
export interface SetAsideMessage {
  readonly id: string
  readonly topic: string
  readonly key: string
  readonly body: string
  readonly code: string
  readonly cause: string
  readonly at: Instant
}

export interface SetAsideStore {
  add(messages: readonly SetAsideMessage[]): Promise<void>
  page(page: PageRequest): Promise<Page<SetAsideMessage>>
  find(id: string): Promise<SetAsideMessage | undefined>
  remove(id: string): Promise<boolean>
}
