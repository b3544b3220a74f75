// Virtual time: it stands still while something happens, and jumps to the next thing that is planned. Between two events
// every promise that can go on has gone on, so that a seed gives one history and no other.

import { EventHeap } from './event-heap.ts'

export class Timeline {
  readonly #heap = new EventHeap()
  #now: number
  #sequence = 0
  #events = 0

  constructor(startsAt: number) {
    this.#now = startsAt
  }

  /** True time; what a process takes for the time may differ. */
  get now(): number {
    return this.#now
  }

  /** How many events have happened. */
  get events(): number {
    return this.#events
  }

  get isEmpty(): boolean {
    return this.#heap.size === 0
  }

  /** Plans `run`; the result takes it back. */
  plan(delayMs: number, run: () => void): () => void {
    let isWanted = true
    this.#sequence += 1
    this.#heap.push({
      at: this.#now + Math.max(0, Math.ceil(delayMs)),
      sequence: this.#sequence,
      run: () => {
        if (isWanted) run()
      },
    })
    return () => {
      isWanted = false
    }
  }

  /** Lets the next event happen, and all that follows from it at once. False when nothing is planned. */
  async step(): Promise<boolean> {
    const event = this.#heap.pop()
    if (event === undefined) return false
    this.#now = event.at
    this.#events += 1
    event.run()
    await settled()
    return true
  }
}

/** Resolves when every promise that needs no event has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
