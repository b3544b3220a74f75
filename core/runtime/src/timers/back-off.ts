// Things that failed, and how long they are left alone: 1 s at first, doubling, at most a minute. What has not failed again
// for a minute after its rest is forgotten, so that things which are gone leave nothing behind.

import type { Instant } from '@millrace/model'
import type { Clock } from '@millrace/ports'

const FIRST_MS = 1_000
const LONGEST_MS = 60_000

export class BackOff {
  readonly #clock: Clock
  /** The last to fail stands last. */
  readonly #resting = new Map<string, { readonly until: Instant; readonly times: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#resting.size
  }

  isResting(key: string): boolean {
    const rest = this.#resting.get(key)
    return rest !== undefined && rest.until > this.#clock.now()
  }

  failed(key: string): void {
    const times = (this.#resting.get(key)?.times ?? 0) + 1
    const pauseMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(times - 1, 10))
    this.#resting.delete(key)
    this.#resting.set(key, { until: this.#clock.now() + pauseMs, times })
    this.#forget()
  }

  worked(key: string): void {
    this.#resting.delete(key)
  }

  #forget(): void {
    for (const [key, { until }] of this.#resting) {
      if (until + LONGEST_MS > this.#clock.now()) return
      this.#resting.delete(key)
    }
  }
}
