// How attempts, cancels and commands leave an executor. Three ways, one interface: in memory, in the commit itself, or
// through a queue elsewhere. Invariant: what is lost in a crash is owed by somebody who is seen to be dead.

import type { Message } from '@millrace/ports'
import type { Sends } from '../executor/subject.ts'

export interface Dispatch {
  /**
   * Who owes messages of an execution after a commit. `pending`: attempts handed out in memory (undefined: unknown);
   * `messages`: how many this commit sends.
   */
  ownerOf(pending: number | undefined, messages: number): string | undefined
  /** Cancels are told again after this time; undefined where telling once is certain. */
  readonly repeatCancelMs: number | undefined
  /** Attempts and commands leave with the commit itself: one whose outcome is unknown has left nothing unsent. */
  readonly sendsWithCommit: boolean
  /** What the commit itself publishes. */
  messagesOf(sends: Sends): readonly Message[]
  /**
   * After the commit. A promise where the entities must wait until it resolves; it never rejects and retries by itself.
   * Resolves to true when owner marks are to be cleared.
   */
  send(sends: readonly Sends[]): Promise<boolean> | undefined
}
