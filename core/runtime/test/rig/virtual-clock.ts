// Virtual time for the loops: it jumps to the next timer whenever every promise has gone on. A process that crashes has
// a clock of its own that stops for ever.

import type { Clock } from '@millrace/ports'

interface Timer {
  readonly at: number
  readonly order: number
  readonly action: () => void
}

export class VirtualTime {
  #now = Date.UTC(2026, 0, 1)
  #order = 0
  #timers: Timer[] = []

  get now(): number {
    return this.#now
  }

  /** Resolves when the condition holds. Rejects when it does not within the virtual time given. */
  async until(condition: () => boolean | Promise<boolean>, withinMs = 600_000): Promise<void> {
    const deadline = this.#now + withinMs
    for (;;) {
      await settled()
      if (await condition()) return
      const next = this.#takeNext()
      if (next === undefined || next.at > deadline) throw new RangeError(`Not within ${withinMs} ms of virtual time.`)
      this.#fire(next)
    }
  }

  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await settled()
    for (let next = this.#takeNext(end); next !== undefined; next = this.#takeNext(end)) {
      this.#fire(next)
      await settled()
    }
    this.#now = end
  }

  /** Resolves with the value of a promise, passing time for it. */
  async of<T>(promise: Promise<T>, withinMs?: number): Promise<T> {
    let isDone = false
    const done = promise.finally(() => {
      isDone = true
    })
    done.catch(() => {})
    await this.until(() => isDone, withinMs)
    return promise
  }

  process(): ProcessClock {
    return new ProcessClock(this)
  }

  plan(delayMs: number, action: () => void): () => void {
    this.#order += 1
    const timer = { at: this.#now + Math.max(0, delayMs), order: this.#order, action }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  #fire(timer: Timer): void {
    this.#now = Math.max(this.#now, timer.at)
    timer.action()
  }

  #takeNext(until = Number.POSITIVE_INFINITY): Timer | undefined {
    const [next] = this.#timers
      .filter(({ at }) => at <= until)
      .sort((left, right) => left.at - right.at || left.order - right.order)
    this.#timers = this.#timers.filter((timer) => timer !== next)
    return next
  }
}

export class ProcessClock implements Clock {
  readonly #time: VirtualTime
  #isDead = false

  constructor(time: VirtualTime) {
    this.#time = time
  }

  get isDead(): boolean {
    return this.#isDead
  }

  now(): number {
    return this.#time.now
  }

  after(delayMs: number, action: () => void): () => void {
    return this.#time.plan(delayMs, () => {
      if (!this.#isDead) action()
    })
  }

  /** The process is gone: nothing of it happens any more. */
  kill(): void {
    this.#isDead = true
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
