import { describe, expect, it } from 'vitest'
import { MessageBoard } from '../../src/simulator/store/message-board.ts'

const message = (key: string) => ({ topic: 'topic', key, body: '{}' })
const board = (leasesKeys: boolean): MessageBoard =>
  new MessageBoard({ leasesKeys, drawFault: () => ({ delayMs: 0, copies: 1 }) })

describe('the simulated queue', () => {
  it('keeps what was published before anybody consumed', () => {
    const queue = board(true)
    queue.publish([message('a')], 0)
    expect(queue.group('topic', 'group', 0).claim(10, 0, {})).toHaveLength(1)
  })

  it('gives a message again when its claim was given up, and not when it was acknowledged', () => {
    const queue = board(true)
    const group = queue.group('topic', 'group', 0)
    queue.publish([message('a'), message('b')], 0)
    const token = {}
    const [first] = group.claim(10, 0, token)
    if (first !== undefined) group.acknowledge(first)
    group.release(token)
    const again = group.claim(10, 0, {})
    expect(again.map(({ message: { key, deliveries } }) => [key, deliveries])).toEqual([['b', 2]])
  })

  it('leases keys to one claim at a time, or single messages where the seed says so', () => {
    for (const leasesKeys of [true, false]) {
      const queue = board(leasesKeys)
      const group = queue.group('topic', 'group', 0)
      queue.publish([message('a'), message('a')], 0)
      group.claim(1, 0, {})
      expect(group.claim(1, 0, {})).toHaveLength(leasesKeys ? 0 : 1)
    }
  })

  it('does not acknowledge for a claim that has passed to another', () => {
    const queue = board(true)
    const group = queue.group('topic', 'group', 0)
    queue.publish([message('a')], 0)
    const token = {}
    const [held] = group.claim(1, 0, token)
    group.release(token)
    group.claim(1, 0, {})
    if (held !== undefined) group.acknowledge(held)
    expect(group.messages.size).toBe(1)
  })
})
