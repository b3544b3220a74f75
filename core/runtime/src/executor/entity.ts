// One entity in the hands of a lane: what waits for it, what was applied and not yet committed, and its cached state.

import type { EntityRef, Receipt } from '@millrace/ports'
import { FactBook } from '../facts/fact-book.ts'
import type { Outcome } from './outcome.ts'
import type { LaneCommand, Sealed, Subject, Wants } from './subject.ts'

/** One command on its way. */
export interface Item {
  readonly command: LaneCommand
  /** Of the delivery that brought it: acknowledged with the commit. */
  readonly receipt?: Receipt
  /** How often it is tried when commits fail or conflict, before it is given up. */
  readonly patience: number
  tries: number
  /** The state was read from the repository after the command came: what it is decided on is no older than its cause. */
  isCovered: boolean
  /** Called once. */
  settle(outcome: Outcome): void
}

/** An applied command, and what is said when the commit is done. */
export interface Applied {
  readonly item: Item
  readonly outcome: Extract<Outcome, { kind: 'changed' | 'unchanged' | 'refused' }>
}

export class Entity {
  readonly ref: EntityRef
  readonly key: string
  /** `idle`: nothing waits. `ready`: waits for its turn. `busy`: loading, committing or backing off. */
  phase: 'idle' | 'ready' | 'busy' = 'idle'
  inbox: Item[] = []
  applied: Applied[] = []
  readonly facts = new FactBook()
  subject: Subject | undefined
  /** Of the last commit; 0 when there was none. */
  version = 0
  wants: Wants | undefined
  sealed: Sealed | undefined
  /** Rounds of needs for the command in hand. */
  rounds = 0
  /** The state may have been written by somebody else: it must be loaded before anything is decided. */
  mustLoad = false
  /** A commit on top of this version failed, and may have happened all the same. */
  unsureSince: number | undefined
  /** How often it was left to the executor that owns it. */
  waits = 0
  /** Commits that conflicted in a row. */
  conflicts = 0

  constructor(ref: EntityRef, key: string) {
    this.ref = ref
    this.key = key
  }

  /** Decided on a state that another executor may have written since: nothing but a commit or a load would show it. */
  get mayBeStale(): boolean {
    return this.applied.some(({ item }) => !item.isCovered)
  }

  /** What waits and what was applied is covered by a load that is issued after this. */
  cover(): void {
    for (const item of this.inbox) item.isCovered = true
    for (const { item } of this.applied) item.isCovered = true
  }

  /** Forgets the cached state; applied commands wait again, before the others. */
  evict(): void {
    this.subject = undefined
    this.sealed = undefined
    this.wants = undefined
    this.mustLoad = true
    this.rounds = 0
    this.facts.clear()
    if (this.applied.length === 0) return
    this.inbox = [...this.applied.map(({ item }) => item), ...this.inbox]
    this.applied = []
  }
}

export function keyOfRef(ref: EntityRef): string {
  return `${ref.kind}:${ref.key}`
}
