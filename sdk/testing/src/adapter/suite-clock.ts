// A clock that stands still until it is told: timers fire in order when time is advanced. `jump` moves time without
// firing anything, as a process experiences that was paused and wakes.

import type { Instant } from '@millrace/model'
import type { Clock } from '@millrace/ports'

interface Timer {
  readonly at: Instant
  readonly order: number
  readonly action: () => void
}

export class SuiteClock implements Clock {
  #now: Instant
  #order = 0
  readonly #timers = new Set<Timer>()

  /** How long a case waits for something to come true, in real milliseconds. */
  readonly patienceMs: number

  constructor(startAt: Instant, patienceMs: number) {
    this.#now = startAt
    this.patienceMs = patienceMs
  }

  now(): Instant {
    return this.#now
  }

  after(delayMs: number, action: () => void): () => void {
    this.#order += 1
    const timer = { at: this.#now + Math.max(0, delayMs), order: this.#order, action }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Moves time on and fires what is due by then, oldest first, also what these set in turn. */
  advance(byMs: number): void {
    const until = this.#now + byMs
    for (let timer = this.#next(until); timer !== undefined; timer = this.#next(until)) {
      this.#timers.delete(timer)
      this.#now = Math.max(this.#now, timer.at)
      timer.action()
    }
    this.#now = until
  }

  /** Moves time on; what became due fires with the next `advance`. */
  jump(byMs: number): void {
    this.#now += byMs
  }

  #next(until: Instant): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.at > until) continue
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer
    }
    return next
  }
}
