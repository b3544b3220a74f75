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
  /** Commits that conflicted in a row. */
  conflicts = 0

  constructor(ref: EntityRef, key: string) {
    this.ref = ref
    this.key = key
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
