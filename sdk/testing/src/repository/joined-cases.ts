// Cases about a queue that is part of the repository: messages and receipts belong to the commit. A repository that
// has no such queue says so, and these cases hold by that.

import assert from 'node:assert/strict'
import type { CommitResult, Delivery } from '@millrace/ports'
import type { AdapterHarness } from '../adapter/harness.ts'
import { settle, until } from '../adapter/harness.ts'
import { collector, OPTIONS } from '../queue/collector.ts'
import type { ConformanceCase } from '../suite.ts'
import { created, ended, execution } from './rows.ts'

const hello = { topic: 'topic', key: 'a', body: 'hello' }
const follow = { topic: 'next', key: 'a', body: 'follow' }
const receiptsOf = (batch: readonly Delivery[]) => batch.map(({ receipt }) => receipt)

export const joinedCases: readonly ConformanceCase<AdapterHarness>[] = [
  {
    id: 'RE-06',
    title: 'what a commit publishes reaches the consumers, also after a restart',
    async run({ open, clock }) {
      const before = await open()
      if (!before.repository.capabilities.joinedQueue) return
      await before.repository.entities.commit({ changes: [created('a')], publish: [hello, follow] })
      const got = collector()
      await before.queue.consume('topic', OPTIONS, got.handler)
      await until(clock, 'the first message arrives', () => got.deliveries.length === 1)
      await before[Symbol.asyncDispose]()
      const { queue } = await open()
      const later = collector()
      await queue.consume('next', OPTIONS, later.handler)
      await until(clock, 'the second message arrives', () => later.deliveries.length === 1)
      assert.deepEqual([got.bodies, later.bodies], [['hello'], ['follow']])
    },
  },
  {
    id: 'RE-07',
    title: 'a commit acknowledges: the message does not come again although its handler then rejects',
    async run({ open, clock }) {
      const { queue, repository } = await open()
      if (!repository.capabilities.joinedQueue) return
      const got = collector(async (batch) => {
        await repository.entities.commit({ changes: [created('a')], acknowledge: receiptsOf(batch) })
        throw new RangeError('after the commit')
      })
      await queue.consume('topic', OPTIONS, got.handler)
      await queue.publish([hello])
      await until(clock, 'it is acknowledged', async () => (await queue.depth('topic', 'group')) === 0)
      await settle(clock, 1000)
      assert.equal(got.deliveries.length, 1)
    },
  },
  {
    id: 'RE-08',
    title: 'a refused commit acknowledges and publishes nothing',
    async run({ open, clock }) {
      const { queue, repository } = await open()
      if (!repository.capabilities.joinedQueue) return
      await repository.entities.commit({ changes: [created('a')] })
      const results: boolean[] = []
      const got = collector(async (batch) => {
        const commit = {
          changes: [results.length === 0 ? created('a') : ended('a')],
          acknowledge: receiptsOf(batch),
          publish: [follow],
        }
        const result = await repository.entities.commit(commit)
        results.push(result.committed)
        if (!result.committed) throw new RangeError('refused')
      })
      await queue.consume('topic', OPTIONS, got.handler)
      await queue.publish([hello])
      await until(clock, 'it comes again and is accepted', () => results.length === 2)
      await until(clock, 'it is acknowledged', async () => (await queue.depth('topic', 'group')) === 0)
      assert.deepEqual(results, [false, true])
      assert.equal(await queue.depth('next', 'group'), 1)
    },
  },
  {
    id: 'RE-10',
    title: 'a commit with a receipt whose lease has passed to another is refused as a whole, and says so',
    async run({ open, clock, gate, leaseMs }) {
      const paused = await open()
      if (!paused.repository.capabilities.joinedQueue) return
      const other = await open()
      const waking = gate()
      const results: CommitResult[] = []
      const late = collector(async (batch) => {
        await waking.opened
        results.push(
          await paused.repository.entities.commit({
            changes: [created('a')],
            acknowledge: receiptsOf(batch),
            publish: [follow],
          }),
        )
      })
      await paused.queue.consume('topic', OPTIONS, late.handler)
      await paused.queue.publish([hello])
      await until(clock, 'the first consumer has it', () => late.deliveries.length === 1)
      clock.jump(leaseMs + 1)
      const holding = gate()
      const taker = collector(() => holding.opened)
      await other.queue.consume('topic', OPTIONS, taker.handler)
      await until(clock, 'another consumer has it', () => taker.deliveries.length === 1)
      waking.open()
      await until(clock, 'the first consumer commits', () => results.length === 1)
      assert.deepEqual(results, [{ committed: false, conflicts: [], lost: receiptsOf(late.deliveries) }])
      const [stored] = await other.repository.entities.load([{ ref: execution('a'), parts: 'none' }])
      assert.equal(stored, undefined)
      assert.deepEqual([await other.queue.depth('topic', 'group'), await other.queue.depth('next', 'group')], [1, 0])
    },
  },
]
