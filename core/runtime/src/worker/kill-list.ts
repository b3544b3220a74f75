// Attempts that were killed: remembered for a while, so that a message that comes late, or twice, does not begin one.

import type { Clock } from '@millrace/ports'

const KEPT_MS = 600_000
const MAX_KEPT = 50_000

export class KillList {
  readonly #clock: Clock
  /** Attempt → until when; the oldest first. */
  readonly #kills = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(attempt: string): void {
    this.#kills.delete(attempt)
    this.#kills.set(attempt, this.#clock.now() + KEPT_MS)
    for (const [oldest, until] of this.#kills) {
      if (this.#kills.size <= MAX_KEPT && until > this.#clock.now()) return
      this.#kills.delete(oldest)
    }
  }

  has(attempt: string): boolean {
    return this.#kills.size > 0 && this.#kills.has(attempt)
  }
}
