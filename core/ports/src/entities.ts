// The entity half of Repository: what must survive a crash, changed by compare-and-set in one all-or-nothing commit.
// Bodies are opaque JSON text: an adapter knows neither states nor kinds.

import type { Instant, LogEntry, MetricEntry } from '@millrace/model'
import type { Message, Receipt } from './queue.ts'
import type { ExecutionRow } from './executions.ts'

export interface EntityRef {
  /** `execution`, `slots`, `trigger`, `dependency`. */
  readonly kind: string
  readonly key: string
}

/** A piece of an entity that is written and loaded by itself: a task run of a large execution, the values of a loop. */
export interface Part {
  readonly key: string
  readonly body: string
  /** Something is still to be done for it. */
  readonly isLive: boolean
  /** When a timer should wake it. */
  readonly dueAt?: Instant
}

export interface StoredEntity {
  readonly ref: EntityRef
  /** Rises by one with each commit; 1 is the first. */
  readonly version: number
  readonly body: string
  /** Who still owes messages of it, as the last commit or `setOwner` said. */
  readonly owner?: string
  readonly parts: readonly Part[]
}

/** Which parts to load beside the body. */
export type PartSelection = 'none' | 'live' | 'all' | readonly string[]

export interface EntityChange {
  readonly ref: EntityRef
  /** The version that was read; 0 when the entity must not exist. The commit writes `expectedVersion + 1`. */
  readonly expectedVersion: number
  readonly body: string
  /** Not terminal: something is still to be done. */
  readonly isLive: boolean
  /** When a timer should wake the entity as a whole. */
  readonly dueAt?: Instant
  /**
   * The process that still has messages of this entity to send, or holds its dispatched work in memory. When that
   * process is dead, another sends again what is outstanding. Absent: nothing is owed by anybody.
   */
  readonly owner?: string
  /** Parts to insert or replace; those not named stay. */
  readonly parts: readonly Part[]
  /** Long attempts that a worker took or gave back: `part` names the attempt. Those removed go before those added come. */
  readonly holds?: { readonly add: readonly Hold[]; readonly remove: readonly string[] | 'all' }
  /** For kind `execution`: the columns that people query. */
  readonly row?: ExecutionRow
}

/** A worker has a running attempt in its hands. */
export interface Hold {
  /** Names the attempt within the entity. */
  readonly part: string
  readonly holder: string
}

export interface Commit {
  /** Each entity at most once; one that is named twice is a conflict. */
  readonly changes: readonly EntityChange[]
  /** Only where the queue is joined (`RepositoryCapabilities.joinedQueue`): published in the same transaction. */
  readonly publish?: readonly Message[]
  /** Only where the queue is joined: acknowledged in the same transaction. */
  readonly acknowledge?: readonly Receipt[]
  readonly logs?: readonly LogEntry[]
  readonly metrics?: readonly MetricEntry[]
}

/**
 * All or nothing: with a conflict nothing was written. `conflicts` names every entity whose version differs; `lost` the
 * receipts whose lease has passed to another consumer or ended: drop these deliveries, they come again elsewhere.
 */
export type CommitResult =
  | { readonly committed: true }
  | { readonly committed: false; readonly conflicts: readonly EntityRef[]; readonly lost?: readonly Receipt[] }

export interface DueTimer {
  readonly ref: EntityRef
  /** The part that is due; undefined for the entity as a whole. */
  readonly part?: string
  readonly dueAt: Instant
}

export interface EntityStore {
  /** Rejects with an `unavailable` error when the database cannot; then nothing, or (rarely) everything, was written. */
  commit(commit: Commit): Promise<CommitResult>
  /** In the order asked for; undefined where there is none. */
  load(
    requests: readonly { readonly ref: EntityRef; readonly parts: PartSelection }[],
  ): Promise<readonly (StoredEntity | undefined)[]>
  /** Timers due at or before `now`, oldest first; they stay until a commit changes their `dueAt`. */
  due(options: { readonly now: Instant; readonly limit: number }): Promise<readonly DueTimer[]>
  /** The next due date after which `due` will give something; undefined when there is no timer. */
  nextDueAt(): Promise<Instant | undefined>
  /** Entities whose owner is none of `alive`, ended ones too, and holds of holders that are none of `alive`; found by index. */
  orphans(options: { readonly alive: readonly string[]; readonly limit: number }): Promise<readonly Orphan[]>
  /** Sets or clears the owner of entities without a new version, where the version still is the one given. */
  setOwner(
    entities: readonly { readonly ref: EntityRef; readonly version: number }[],
    owner: string | undefined,
  ): Promise<void>
}

export interface Orphan {
  readonly ref: EntityRef
  /** Who is gone: an owner (all that is outstanding is sent again) or a holder (its attempts are). */
  readonly gone: string
  readonly parts: readonly string[]
}
