// Cases about acknowledgement: nothing is lost before it, nothing comes again after it.

import assert from 'node:assert/strict'
import type { AdapterHarness } from '../adapter/harness.ts'
import { settle, until } from '../adapter/harness.ts'
import type { ConformanceCase } from '../suite.ts'
import { collector, OPTIONS } from './collector.ts'

const message = (body: string, key = body) => ({ topic: 'topic', key, body })

export const redeliveryCases: readonly ConformanceCase<AdapterHarness>[] = [
  {
    id: 'QU-03',
    title: 'a message whose handler rejects comes again, and its deliveries are counted',
    async run({ open, clock }) {
      const { queue } = await open()
      const got = collector(async (batch) => {
        if ((batch[0]?.deliveries ?? 0) < 3) throw new RangeError('not yet')
      })
      await queue.consume('topic', OPTIONS, got.handler)
      await queue.publish([message('a')])
      await until(clock, 'it was delivered three times', () => got.deliveries.length === 3)
      assert.deepEqual(
        got.deliveries.map(({ deliveries }) => deliveries),
        [1, 2, 3],
      )
      await until(clock, 'it is acknowledged', async () => (await queue.depth('topic', 'group')) === 0)
    },
  },
  {
    id: 'QU-04',
    title: 'a handled message does not come again, not after a restart either',
    async run({ open, clock }) {
      {
        await using before = await open()
        const got = collector()
        await before.queue.consume('topic', OPTIONS, got.handler)
        await before.queue.publish([message('a'), message('b')])
        await until(clock, 'both are acknowledged', async () => (await before.queue.depth('topic', 'group')) === 0)
        assert.equal(got.deliveries.length, 2)
      }
      const { queue } = await open()
      const again = collector()
      await queue.consume('topic', OPTIONS, again.handler)
      await settle(clock, 500)
      assert.deepEqual(again.bodies, [])
    },
  },
  {
    id: 'QU-10',
    title: 'disposing a consumer waits for its handler, and what it had not begun goes to another',
    async run({ open, clock, gate }) {
      const { queue } = await open()
      const handling = gate()
      const first = collector(() => handling.opened)
      const consumer = await queue.consume('topic', { group: 'group', batchSize: 1 }, first.handler)
      await queue.publish([message('a'), message('b')])
      await until(clock, 'the handler runs', () => first.deliveries.length === 1)
      let isDisposed = false
      const disposing = consumer[Symbol.asyncDispose]().then(() => (isDisposed = true))
      await settle(clock, 50)
      assert.equal(isDisposed, false, 'disposed before the handler ended')
      handling.open()
      await disposing
      const second = collector()
      await queue.consume('topic', OPTIONS, second.handler)
      await until(clock, 'the other message arrives', () => second.deliveries.length === 1)
      assert.deepEqual([...first.bodies, ...second.bodies].sort(), ['a', 'b'])
    },
  },
  {
    id: 'QU-11',
    title: 'a consumer that was paused beyond its lease neither keeps its message nor acknowledges it',
    async run({ open, clock, gate, leaseMs }) {
      const paused = await open()
      const other = await open()
      const waking = gate()
      const late = collector(() => waking.opened)
      await paused.queue.consume('topic', OPTIONS, late.handler)
      await paused.queue.publish([message('a')])
      await until(clock, 'the first consumer has it', () => late.deliveries.length === 1)
      clock.jump(leaseMs + 1)
      const holding = gate()
      const taker = collector(() => holding.opened)
      await other.queue.consume('topic', OPTIONS, taker.handler)
      await until(clock, 'another consumer gets it', () => taker.deliveries.length === 1)
      assert.ok((taker.deliveries[0]?.deliveries ?? 0) >= 2, 'the first delivery was not counted')
      waking.open()
      await settle(clock, 100)
      assert.equal(await other.queue.depth('topic', 'group'), 1, 'acknowledged by a consumer whose lease had ended')
      holding.open()
      await until(clock, 'the holder acknowledges it', async () => (await other.queue.depth('topic', 'group')) === 0)
    },
  },
  {
    id: 'QU-12',
    title: 'a message that was delivered and not acknowledged comes again',
    async run({ open, clock, gate, leaseMs }) {
      const before = await open()
      const first = collector(() => gate().opened)
      await before.queue.consume('topic', OPTIONS, first.handler)
      await before.queue.publish([message('a')])
      await until(clock, 'the handler runs', () => first.deliveries.length === 1)
      clock.jump(leaseMs + 1)
      const { queue } = await open()
      const second = collector()
      await queue.consume('topic', OPTIONS, second.handler)
      await until(clock, 'it comes again', () => second.deliveries.length === 1)
      assert.deepEqual(second.bodies, ['a'])
    },
  },
  {
    id: 'QU-17',
    title: 'a handler that runs longer than a lease keeps its messages',
    async run({ open, clock, gate, leaseMs }) {
      const first = await open()
      const second = await open()
      const handling = gate()
      const long = collector(() => handling.opened)
      await first.queue.consume('topic', OPTIONS, long.handler)
      await first.queue.publish([message('a')])
      await until(clock, 'the handler runs', () => long.deliveries.length === 1)
      const thief = collector()
      await second.queue.consume('topic', OPTIONS, thief.handler)
      for (let step = 0; step < 30; step += 1) {
        clock.advance(leaseMs / 10)
        await settle(clock, 20)
      }
      assert.deepEqual(thief.bodies, [])
      handling.open()
      await until(clock, 'it is acknowledged', async () => (await first.queue.depth('topic', 'group')) === 0)
    },
  },
  {
    id: 'QU-19',
    title: 'a message that is rejected again and again does not keep its neighbours',
    async run({ open, clock }) {
      const { queue } = await open()
      const got = collector(async (batch) => {
        if (batch.some(({ body }) => body === 'poison')) throw new RangeError('poison')
      })
      await queue.consume('topic', { group: 'group', batchSize: 1 }, got.handler)
      await queue.publish([message('poison'), ...['a', 'b', 'c'].map((body) => message(body))])
      await until(clock, 'the neighbours are handled', () => ['a', 'b', 'c'].every((body) => got.bodies.includes(body)))
      await until(clock, 'only the poison is left', async () => (await queue.depth('topic', 'group')) === 1)
    },
  },
]
