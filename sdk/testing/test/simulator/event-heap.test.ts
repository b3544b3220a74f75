import { describe, expect, it } from 'vitest'
import { EventHeap } from '../../src/simulator/world/event-heap.ts'
import { Random } from '../../src/simulator/world/random.ts'

function drained(heap: EventHeap): [number, number][] {
  const order: [number, number][] = []
  for (let event = heap.pop(); event !== undefined; event = heap.pop()) order.push([event.at, event.sequence])
  return order
}

describe('the event heap', () => {
  it('gives events by time, and those of one time in the order in which they were planned', () => {
    const random = new Random(7, 'test')
    const heap = new EventHeap()
    const planned = Array.from({ length: 500 }, (_, sequence) => [random.between(0, 40), sequence] as [number, number])
    for (const [at, sequence] of planned) heap.push({ at, sequence, run: () => {} })
    expect(heap.size).toBe(500)
    expect(drained(heap)).toEqual(planned.toSorted((left, right) => left[0] - right[0] || left[1] - right[1]))
    expect(heap.size).toBe(0)
  })

  it('has nothing to give when it is empty', () => {
    expect(new EventHeap().pop()).toBeUndefined()
  })
})
