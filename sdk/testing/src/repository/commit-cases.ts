// Cases about the one way to change entities: by version, all or nothing.

import assert from 'node:assert/strict'
import type { CommitResult } from '@millrace/ports'
import type { AdapterHarness } from '../adapter/harness.ts'
import type { ConformanceCase } from '../suite.ts'
import { BUDGET, created, ended, execution, logOf } from './rows.ts'

function refuses(result: CommitResult, ...ids: readonly string[]): void {
  assert.equal(result.committed, false, 'the commit was accepted')
  if (!result.committed) assert.deepEqual(result.conflicts, ids.map(execution))
}

export const commitCases: readonly ConformanceCase<AdapterHarness>[] = [
  {
    id: 'RE-01',
    title: 'a new entity has version 1, each commit raises it by one, and a restart keeps it',
    async run({ open }) {
      {
        await using before = await open()
        const { entities } = before.repository
        assert.deepEqual(await entities.commit({ changes: [created('a')] }), { committed: true })
        assert.deepEqual(
          await entities.commit({ changes: [created('a', { expectedVersion: 1, body: '{"second":true}' })] }),
          { committed: true },
        )
      }
      const { entities } = (await open()).repository
      const loaded = await entities.load([
        { ref: execution('a'), parts: 'all' },
        { ref: execution('b'), parts: 'all' },
      ])
      assert.deepEqual(loaded, [{ ref: execution('a'), version: 2, body: '{"second":true}', parts: [] }, undefined])
    },
  },
  {
    id: 'RE-02',
    title: 'a commit that read another version is refused, names the entity and changes nothing',
    async run({ open }) {
      const { entities } = (await open()).repository
      await entities.commit({ changes: [created('a')] })
      await entities.commit({ changes: [created('a', { expectedVersion: 1, body: '{"mine":true}' })] })
      refuses(await entities.commit({ changes: [created('a', { expectedVersion: 1, body: '{"stale":true}' })] }), 'a')
      refuses(await entities.commit({ changes: [created('a', { expectedVersion: 3, body: '{"future":true}' })] }), 'a')
      refuses(await entities.commit({ changes: [created('a', { body: '{"new":true}' })] }), 'a')
      refuses(await entities.commit({ changes: [created('absent', { expectedVersion: 1 })] }), 'absent')
      const [stored, absent] = await entities.load([
        { ref: execution('a'), parts: 'none' },
        { ref: execution('absent'), parts: 'none' },
      ])
      assert.deepEqual([stored?.version, stored?.body, absent], [2, '{"mine":true}', undefined])
    },
  },
  {
    id: 'RE-03',
    title: 'one conflict keeps the whole commit out, and every conflict is named',
    async run({ open }) {
      const { queue, repository } = await open()
      const { entities, executions, logs } = repository
      await entities.commit({ changes: [created('a'), created('b')] })
      const part = { key: 'part', body: '1', isLive: true, dueAt: 5 }
      const holds = { add: [{ part: 'part', holder: 'worker' }], remove: [] }
      const result = await entities.commit({
        changes: [created('new', { parts: [part], holds, owner: 'gone' }), created('a'), ended('b'), created('b')],
        logs: [logOf()],
        ...(repository.capabilities.joinedQueue ? { publish: [{ topic: 'topic', key: 'key', body: 'x' }] } : {}),
      })
      refuses(result, 'a', 'b')
      const loaded = await entities.load(['new', 'a', 'b'].map((id) => ({ ref: execution(id), parts: 'all' as const })))
      assert.deepEqual(
        loaded.map((entity) => entity?.version),
        [undefined, 1, 1],
      )
      assert.deepEqual(await entities.due({ now: 10, limit: 10 }), [])
      assert.deepEqual(await entities.orphans({ alive: [], limit: 10 }), [])
      assert.equal((await logs.page({ executionId: 'execution' }, { size: 10 })).items.length, 0)
      assert.equal(await queue.depth('topic', 'group'), 0)
      assert.deepEqual(await executions.total({}, BUDGET), { value: 2, isExact: true })
      assert.deepEqual(await executions.total({ states: ['SUCCESS'] }, BUDGET), { value: 0, isExact: true })
    },
  },
  {
    id: 'RE-19',
    title: 'a commit that names an entity twice is refused, whatever the versions',
    async run({ open }) {
      const { entities } = (await open()).repository
      refuses(
        await entities.commit({ changes: [created('a'), created('b'), created('a', { expectedVersion: 1 })] }),
        'a',
      )
      const loaded = await entities.load(['a', 'b'].map((id) => ({ ref: execution(id), parts: 'none' as const })))
      assert.deepEqual(loaded, [undefined, undefined])
    },
  },
  {
    id: 'RE-04',
    title: 'two writers that count up the same entity lose no step',
    timeoutMs: 60_000,
    async run({ open }) {
      const stores = [await open(), await open()]
      await stores[0]?.repository.entities.commit({ changes: [created('a', { body: '0' })] })
      const counts = await Promise.all(
        stores.map(async ({ repository: { entities } }) => {
          let accepted = 0
          for (let turn = 0; turn < 100; turn += 1) {
            const [read] = await entities.load([{ ref: execution('a'), parts: 'none' }])
            const body = String(Number(read?.body) + 1)
            const result = await entities.commit({
              changes: [created('a', { expectedVersion: read?.version ?? 0, body })],
            })
            if (result.committed) accepted += 1
          }
          return accepted
        }),
      )
      const accepted = counts.reduce((sum, count) => sum + count, 0)
      const [read] = (await stores[0]?.repository.entities.load([{ ref: execution('a'), parts: 'none' }])) ?? []
      assert.deepEqual([read?.body, read?.version], [String(accepted), accepted + 1])
      assert.ok(accepted >= 100, 'hardly a commit was accepted')
    },
  },
  {
    id: 'RE-05',
    title: 'of commits made at once, one that is refused undoes no other',
    async run({ open }) {
      const { entities, executions } = (await open()).repository
      await entities.commit({ changes: [created('taken')] })
      const commits = Array.from({ length: 40 }, (_, index) =>
        entities.commit({
          changes: [created(`e${index}`), ...(index % 3 === 0 ? [created('taken')] : [created(`f${index}`)])],
        }),
      )
      const results = await Promise.all(commits)
      assert.deepEqual(
        results.map(({ committed }) => committed),
        results.map((_, index) => index % 3 !== 0),
      )
      const refs = results.flatMap((_, index) => [execution(`e${index}`), execution(`f${index}`)])
      const loaded = await entities.load(refs.map((ref) => ({ ref, parts: 'none' as const })))
      assert.deepEqual(
        loaded.map((entity) => entity !== undefined),
        results.flatMap(({ committed }) => [committed, committed]),
      )
      assert.equal((await executions.total({}, BUDGET)).value, 1 + 26 * 2)
    },
  },
  {
    id: 'RE-09',
    title: 'a second writer that was paused and wakes with what it read before is refused',
    async run({ open, clock, leaseMs }) {
      const paused = (await open()).repository.entities
      const awake = (await open()).repository.entities
      await paused.commit({ changes: [created('a')] })
      const [read] = await paused.load([{ ref: execution('a'), parts: 'none' }])
      clock.jump(2 * leaseMs)
      assert.deepEqual(await awake.commit({ changes: [ended('a')] }), { committed: true })
      refuses(await paused.commit({ changes: [created('a', { expectedVersion: read?.version ?? 0 })] }), 'a')
      const [after] = await paused.load([{ ref: execution('a'), parts: 'none' }])
      assert.deepEqual([after?.version, after?.body], [2, '{}'])
    },
  },
]
