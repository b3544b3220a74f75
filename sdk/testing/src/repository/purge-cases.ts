// Cases about removal: what belongs to an execution goes with it.

import assert from 'node:assert/strict'
import type { ExecutionId } from '@millrace/model'
import type { Repository } from '@millrace/ports'
import type { AdapterHarness } from '../adapter/harness.ts'
import type { ConformanceCase } from '../suite.ts'
import { BUDGET, created, ended, execution, logOf, metricOf, START_AT } from './rows.ts'

async function storeWithAll({ entities, logs }: Repository, id: string): Promise<void> {
  const part = { key: 'part', body: '1', isLive: true, dueAt: 5 }
  const holds = { add: [{ part: 'part', holder: 'gone' }], remove: [] }
  await entities.commit({ changes: [created(id, { parts: [part], holds, owner: 'gone', dueAt: 6 })] })
  await logs.append([logOf({ executionId: id as ExecutionId })], [metricOf({ executionId: id as ExecutionId })])
}

async function assertNothingOf({ entities, executions, logs }: Repository, id: string): Promise<void> {
  assert.deepEqual(await entities.load([{ ref: execution(id), parts: 'all' }]), [undefined])
  assert.equal((await entities.due({ now: 10, limit: 10 })).filter(({ ref }) => ref.key === id).length, 0)
  assert.equal((await entities.orphans({ alive: [], limit: 10 })).filter(({ ref }) => ref.key === id).length, 0)
  assert.equal(
    (await executions.page({}, { by: 'id', direction: 'asc' }, { size: 10 })).items.filter((each) => each.id === id)
      .length,
    0,
  )
  assert.equal((await logs.page({ executionId: id }, { size: 10 })).items.length, 0)
  assert.equal((await logs.metrics({ executionId: id }, { size: 10 })).items.length, 0)
  // Once more under the same id: nothing old comes back.
  await entities.commit({ changes: [created(id)] })
  assert.deepEqual((await entities.load([{ ref: execution(id), parts: 'all' }]))[0]?.parts, [])
  await executions.remove(id)
}

export const purgeCases: readonly ConformanceCase<AdapterHarness>[] = [
  {
    id: 'RE-27',
    title: 'a purge removes ended executions before a date, oldest first, at most as many as asked for',
    async run({ open }) {
      const { entities, executions } = (await open()).repository
      const ids = ['late', 'first', 'second', 'third', 'live']
      await entities.commit({ changes: ids.map((id) => created(id)) })
      const ends: Readonly<Record<string, number>> = { late: 100, first: 10, second: 20, third: 30 }
      await entities.commit({
        changes: Object.entries(ends).map(([id, at]) =>
          ended(id, { endedAt: START_AT + at, labels: [{ key: 'k', value: 'v' }] }),
        ),
      })
      assert.deepEqual(await executions.purge({ endedBefore: START_AT + 10, limit: 10 }), [])
      assert.deepEqual((await executions.purge({ endedBefore: START_AT + 100, limit: 2 })).toSorted(), [
        'first',
        'second',
      ])
      assert.deepEqual(await executions.purge({ endedBefore: START_AT + 100, limit: 2 }), ['third'])
      const { items } = await executions.page({}, { by: 'id', direction: 'asc' }, { size: 10 })
      assert.deepEqual(
        items.map(({ id }) => id),
        ['late', 'live'],
      )
      assert.equal((await executions.total({}, BUDGET)).value, 2)
      assert.equal((await executions.total({ labels: [{ key: 'k', value: 'v' }] }, BUDGET)).value, 1)
    },
  },
  {
    id: 'RE-28',
    title: 'a removed or purged execution leaves nothing behind: no part, timer, hold, owner, log or metric',
    async run({ open }) {
      const { repository } = await open()
      await storeWithAll(repository, 'removed')
      await storeWithAll(repository, 'purged')
      await storeWithAll(repository, 'kept')
      assert.equal(await repository.executions.remove('removed'), true)
      assert.equal(await repository.executions.remove('removed'), false)
      await repository.entities.commit({ changes: [ended('purged')] })
      assert.deepEqual(await repository.executions.purge({ endedBefore: START_AT + 5000, limit: 10 }), ['purged'])
      for (const id of ['removed', 'purged']) await assertNothingOf(repository, id)
      const [kept] = await repository.entities.load([{ ref: execution('kept'), parts: 'all' }])
      assert.equal(kept?.parts.length, 1)
      assert.equal((await repository.logs.page({ executionId: 'kept' }, { size: 10 })).items.length, 1)
    },
  },
]
