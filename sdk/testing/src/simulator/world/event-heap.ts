// What is going to happen, in order of (time, sequence): of two things at one time the one planned first comes first.

export interface PlannedEvent {
  readonly at: number
  readonly sequence: number
  readonly run: () => void
}

/** A binary heap, its least element first. */
export class EventHeap {
  readonly #events: PlannedEvent[] = []

  get size(): number {
    return this.#events.length
  }

  push(event: PlannedEvent): void {
    const events = this.#events
    let index = events.length
    events.push(event)
    while (index > 0) {
      const above = (index - 1) >> 1
      const other = events[above]
      if (other === undefined || isBefore(other, event)) break
      events[index] = other
      index = above
    }
    events[index] = event
  }

  pop(): PlannedEvent | undefined {
    const events = this.#events
    const first = events[0]
    const last = events.pop()
    if (last !== undefined && events.length > 0) this.#sink(last)
    return first
  }

  #sink(event: PlannedEvent): void {
    const events = this.#events
    let index = 0
    for (;;) {
      const left = index * 2 + 1
      const least = this.#lesser(left, left + 1)
      const other = events[least]
      if (other === undefined || isBefore(event, other)) break
      events[index] = other
      index = least
    }
    events[index] = event
  }

  #lesser(left: number, right: number): number {
    const one = this.#events[left]
    const other = this.#events[right]
    return one !== undefined && other !== undefined && isBefore(other, one) ? right : left
  }
}

function isBefore(left: PlannedEvent, right: PlannedEvent): boolean {
  return left.at < right.at || (left.at === right.at && left.sequence < right.sequence)
}
