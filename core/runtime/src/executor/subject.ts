// One kind of entity as a lane sees it: how it is restored, told commands, and written. The lane knows nothing else of
// executions, so that further kinds of entities are added beside it.

import type { AttemptMessage, ErrorCode, ExecutionId, ServiceId, TaskRunId, LogEntry } from '@millrace/model'
import type { Need } from '@millrace/expression'
import type { EntityChange, EntityRef, PartSelection, StoredEntity } from '@millrace/ports'
import type { FactBook } from '../facts/fact-book.ts'

/** What an entity can be told; each kind knows its own. */
export interface LaneCommand {
  readonly kind: string
}

/** What must be fetched before a decision can be taken. */
export interface Wants {
  readonly parts?: PartSelection
  readonly facts: readonly Need[]
}

export type Verdict =
  | { readonly kind: 'changed' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: 'needs'; readonly wants: Wants }

/** Tells the worker that has it to stop an attempt. */
export interface Cancel {
  readonly executionId: ExecutionId
  readonly taskRunId: TaskRunId
  readonly attempt: number
  /** Only this worker stops it; every one unless told. */
  readonly worker?: ServiceId
}

/** What goes out once the change is durable. */
export interface Sends {
  readonly attempts: readonly AttemptMessage[]
  readonly cancels: readonly Cancel[]
  readonly commands: readonly { readonly ref: EntityRef; readonly command: LaneCommand }[]
}

/** The commands applied since the last commit, ready to be written. */
export interface Sealed {
  readonly change: Omit<EntityChange, 'ref' | 'expectedVersion'>
  readonly sends: Sends
  /** Lines for the log of the execution, written in the same commit. */
  readonly logs: readonly LogEntry[]
}

/** One entity in memory, uncommitted commands applied. */
export interface Subject {
  readonly ref: EntityRef
  /** Where its keys, secrets and files are looked up. */
  readonly namespace: string
  /** Something is still to be done; others need not stay in memory. */
  readonly isLive: boolean
  /** Roughly how much memory it takes, in task runs. */
  readonly weight: number
  /** Applies one command; pure but for the subject itself. */
  apply(command: LaneCommand, facts: FactBook): Verdict
  /** Whether there is something to write. */
  readonly isChanged: boolean
  /** Describes the write. May be asked again after needs were fetched. */
  seal(
    facts: FactBook,
  ): { readonly kind: 'sealed'; readonly sealed: Sealed } | { readonly kind: 'needs'; readonly wants: Wants }
  /** The sealed write is durable. */
  committed(): void
  /** Adds parts that were loaded at the same version. */
  merge(stored: StoredEntity, parts: PartSelection): void
}

/** The rules of one kind of entity. */
export interface Machine {
  readonly kind: string
  /** A command from its JSON; throws MR_COMMAND_UNKNOWN. */
  decode(command: unknown): LaneCommand
  /** The entity that a command makes; undefined for commands that need it to exist. */
  create(command: LaneCommand): Subject | undefined
  /** Throws MR_EXECUTION_CORRUPT, MR_FLOW_NOT_FOUND. */
  restore(stored: StoredEntity, parts: PartSelection): Promise<Subject>
  /** An entity cannot be restored: makes that visible and stops it from being found again and again. */
  quarantine(stored: StoredEntity, cause: unknown): Promise<void>
}
