// Cases about how much reaches a handler at once, and that a key has one handler at a time.

import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Handler } from '@millrace/ports'
import type { AdapterHarness } from '../adapter/harness.ts'
import { settle, until } from '../adapter/harness.ts'
import type { ConformanceCase } from '../suite.ts'
import { collector, OPTIONS } from './collector.ts'

const message = (body: string, key = body) => ({ topic: 'topic', key, body })

/** A handler that takes some turns and tells which keys had two handlers at once. */
function keyWatch() {
  const busy = new Map<string, number>()
  const doubled = new Set<string>()
  let handled = 0
  const handler: Handler = async (batch) => {
    const keys = new Set(batch.map(({ key }) => key))
    for (const key of keys) {
      busy.set(key, (busy.get(key) ?? 0) + 1)
      if ((busy.get(key) ?? 0) > 1) doubled.add(key)
    }
    for (let turn = 0; turn < 5; turn += 1) await nextTurn()
    for (const key of keys) busy.set(key, (busy.get(key) ?? 0) - 1)
    handled += batch.length
  }
  return { handler, doubled, handled: () => handled }
}

export const flowControlCases: readonly ConformanceCase<AdapterHarness>[] = [
  {
    id: 'QU-05',
    title: 'a key has one handler at a time, across consumers and openings',
    timeoutMs: 60_000,
    async run({ open, clock }) {
      const first = await open()
      const second = await open()
      const watch = keyWatch()
      for (const { queue } of [first, second]) {
        await queue.consume('topic', { group: 'group', batchSize: 2, inFlight: 8 }, watch.handler)
        await queue.consume('topic', { group: 'group', batchSize: 2, inFlight: 8 }, watch.handler)
      }
      for (let round = 0; round < 20; round += 1) {
        await first.queue.publish(['a', 'b', 'A', 'a'].map((key) => message(String(round), key)))
        await settle(clock, 10)
      }
      await until(clock, 'all are handled', () => watch.handled() >= 80)
      assert.deepEqual([...watch.doubled], [])
      assert.equal(watch.handled(), 80)
    },
  },
  {
    id: 'QU-06',
    title: 'different keys, which differ by case alone too, are handled side by side',
    async run({ open, clock, gate }) {
      const { queue } = await open()
      const handling = gate()
      const got = collector(() => handling.opened)
      await queue.consume('topic', { group: 'group', batchSize: 1, inFlight: 3 }, got.handler)
      await queue.publish([message('1', 'key'), message('2', 'KEY'), message('3', 'key ')])
      await until(clock, 'three handlers run', () => got.deliveries.length === 3)
      handling.open()
      await until(clock, 'all are acknowledged', async () => (await queue.depth('topic', 'group')) === 0)
    },
  },
  {
    id: 'QU-08',
    title: 'no batch is larger than asked for, and no more is in flight than asked for',
    async run({ open, clock }) {
      const { queue } = await open()
      const sizes: number[] = []
      let inFlight = 0
      let most = 0
      const handler: Handler = async (batch) => {
        sizes.push(batch.length)
        inFlight += batch.length
        most = Math.max(most, inFlight)
        await nextTurn()
        inFlight -= batch.length
      }
      await queue.consume('topic', { group: 'group', batchSize: 4, inFlight: 10 }, handler)
      await queue.publish(Array.from({ length: 100 }, (_, index) => message(String(index))))
      await until(clock, 'all are handled', async () => (await queue.depth('topic', 'group')) === 0)
      assert.ok(Math.max(...sizes) <= 4, `a batch of ${Math.max(...sizes)}`)
      assert.ok(most <= 10, `${most} in flight`)
    },
  },
  {
    id: 'QU-09',
    title: 'a paused consumer fetches nothing until it is resumed',
    async run({ open, clock }) {
      const { queue } = await open()
      const got = collector()
      const consumer = await queue.consume('topic', OPTIONS, got.handler)
      consumer.pause()
      await settle(clock, 20)
      await queue.publish([message('a')])
      await settle(clock, 600)
      assert.deepEqual(got.bodies, [])
      consumer.resume()
      await until(clock, 'the message arrives', () => got.deliveries.length === 1)
    },
  },
]
