// Cases about what reaches whom, whole.

import assert from 'node:assert/strict'
import type { AdapterHarness } from '../adapter/harness.ts'
import { settle, until } from '../adapter/harness.ts'
import type { ConformanceCase } from '../suite.ts'
import { collector, OPTIONS } from './collector.ts'

const ODD = 'a\0b "quoted" \\ \u{1F680} ünï \u2028 %_'

export const deliveryCases: readonly ConformanceCase<AdapterHarness>[] = [
  {
    id: 'QU-01',
    title: 'a published message reaches a consumer with its topic, key, body and date',
    async run({ open, clock }) {
      const { queue } = await open()
      const got = collector()
      await queue.consume('topic', OPTIONS, got.handler)
      const at = clock.now()
      await queue.publish([{ topic: 'topic', key: 'key', body: '{"a":1}' }])
      await until(clock, 'the message arrives', () => got.deliveries.length === 1)
      const [delivery] = got.deliveries
      assert.deepEqual(
        [delivery?.topic, delivery?.key, delivery?.body, delivery?.deliveries],
        ['topic', 'key', '{"a":1}', 1],
      )
      assert.ok((delivery?.publishedAt ?? 0) >= at && (delivery?.publishedAt ?? 0) <= clock.now())
    },
  },
  {
    id: 'QU-02',
    title: 'messages published before there is a consumer wait for it, also across a restart',
    async run({ open, clock }) {
      {
        await using before = await open()
        await before.queue.publish([
          { topic: 'topic', key: 'a', body: '1' },
          { topic: 'other', key: 'a', body: 'x' },
        ])
      }
      const { queue } = await open()
      const got = collector()
      await queue.consume('topic', OPTIONS, got.handler)
      await until(clock, 'the message arrives', () => got.deliveries.length === 1)
      assert.deepEqual(got.bodies, ['1'])
    },
  },
  {
    id: 'QU-07',
    title: 'members of a group share the messages, and each group gets all of them',
    async run({ open, clock }) {
      const first = await open()
      const second = await open()
      const [one, two, other] = [collector(), collector(), collector()]
      await first.queue.consume('topic', OPTIONS, one.handler)
      await second.queue.consume('topic', OPTIONS, two.handler)
      await first.queue.consume('topic', { ...OPTIONS, group: 'other' }, other.handler)
      const bodies = Array.from({ length: 50 }, (_, index) => String(index).padStart(2, '0'))
      await first.queue.publish(bodies.map((body) => ({ topic: 'topic', key: body, body })))
      await until(
        clock,
        'all arrive',
        () => one.deliveries.length + two.deliveries.length >= 50 && other.deliveries.length >= 50,
      )
      assert.deepEqual([...one.bodies, ...two.bodies].sort(), bodies)
      assert.deepEqual([...other.bodies].sort(), bodies)
    },
  },
  {
    id: 'QU-13',
    title: 'bodies of 1 MB and 16 MB arrive whole',
    timeoutMs: 60_000,
    async run({ open, clock }) {
      const { queue } = await open()
      const got = collector()
      await queue.consume('topic', OPTIONS, got.handler)
      const bodies = [`${'é'.repeat(2 ** 19)}.`, 'x'.repeat(2 ** 24)]
      for (const body of bodies) await queue.publish([{ topic: 'topic', key: 'key', body }])
      await until(clock, 'both arrive', () => got.deliveries.length === 2)
      assert.ok(
        got.bodies.every((body) => bodies.includes(body)),
        'a body was changed',
      )
    },
  },
  {
    id: 'QU-14',
    title: 'any text survives in topic, key and body, NUL and characters of four bytes included',
    async run({ open, clock }) {
      const { queue } = await open()
      const got = collector()
      await queue.consume(ODD, OPTIONS, got.handler)
      await queue.publish([{ topic: ODD, key: ODD, body: ODD }])
      await until(clock, 'the message arrives', () => got.deliveries.length === 1)
      assert.deepEqual([got.deliveries[0]?.topic, got.deliveries[0]?.key, got.deliveries[0]?.body], [ODD, ODD, ODD])
    },
  },
  {
    id: 'QU-15',
    title: 'the depth counts what is not acknowledged',
    async run({ open, clock }) {
      const { queue } = await open()
      await queue.publish([1, 2, 3].map((body) => ({ topic: 'topic', key: String(body), body: String(body) })))
      assert.equal(await queue.depth('topic', 'group'), 3)
      const got = collector()
      await queue.consume('topic', OPTIONS, got.handler)
      await until(clock, 'all are acknowledged', async () => (await queue.depth('topic', 'group')) === 0)
      assert.equal(got.deliveries.length, 3)
      assert.equal(await queue.depth('unknown', 'group'), 0)
    },
  },
  {
    id: 'QU-16',
    title:
      'a broadcast reaches every listener of its channel in every opening, none that has left, whatever another does',
    async run({ open, clock }) {
      const first = await open()
      const second = await open()
      const heard: string[] = []
      await first.queue.listen('channel', () => {
        throw new RangeError('a listener that fails')
      })
      await first.queue.listen('channel', (body) => heard.push(`first ${body}`))
      await second.queue.listen('channel', (body) => heard.push(`second ${body}`))
      await second.queue.listen('other', (body) => heard.push(`other ${body}`))
      const leaving = await first.queue.listen('channel', (body) => heard.push(`left ${body}`))
      await leaving[Symbol.asyncDispose]()
      await first.queue.broadcast('channel', 'hello')
      await until(clock, 'both hear it', () => heard.length >= 2)
      await settle(clock, 50)
      assert.deepEqual(heard.sort(), ['first hello', 'second hello'])
    },
  },
  {
    id: 'QU-18',
    title: 'each of 2,000 messages is handled once when nothing fails',
    timeoutMs: 60_000,
    async run({ open, clock }) {
      const { queue } = await open()
      const got = collector()
      await queue.consume('topic', { group: 'group', batchSize: 100, inFlight: 300 }, got.handler)
      const bodies = Array.from({ length: 2000 }, (_, index) => String(index))
      await queue.publish(bodies.map((body) => ({ topic: 'topic', key: `key ${Number(body) % 77}`, body })))
      await until(clock, 'the queue is empty', async () => (await queue.depth('topic', 'group')) === 0)
      assert.deepEqual([...got.bodies].sort(), bodies.sort())
    },
  },
]
