// Attempts that were killed before they began here: remembered for a while, so that they do not begin.

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
    this.#kills.set(attempt, this.#clock.now() + KEPT_MS)
    for (const [oldest, until] of this.#kills) {
      if (this.#kills.size <= MAX_KEPT && until > this.#clock.now()) return
      this.#kills.delete(oldest)
    }
  }

  /** True once for an attempt that was killed. */
  take(attempt: string): boolean {
    return this.#kills.size > 0 && this.#kills.delete(attempt)
  }
}
