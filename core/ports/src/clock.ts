// Time and randomness come in through these two ports, so that tests and the simulator own them.

import type { Instant } from '@millrace/model'
import { token } from './token.ts'

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): Instant
  /** Calls `action` once, no earlier than `delayMs` from now; the result cancels it. Never keeps a process alive. */
  after(delayMs: number, action: () => void): () => void
}
export const Clock = token<Clock>('Clock')

export interface Ids {
  /** A new id that sorts by time of creation: 22 letters and digits. */
  next(): string
}
export const Ids = token<Ids>('Ids')
