// Cases about what an entity consists of: parts, timers, owners, holds, and values of any kind.

import assert from 'node:assert/strict'
import type { Part } from '@millrace/ports'
import type { AdapterHarness } from '../adapter/harness.ts'
import type { ConformanceCase } from '../suite.ts'
import { created, ended, execution } from './rows.ts'

const part = (key: string, changes: Partial<Part> = {}): Part => ({ key, body: `"${key}"`, isLive: true, ...changes })
const keysOf = (parts: readonly Part[] | undefined): readonly string[] => (parts ?? []).map(({ key }) => key).toSorted()
const ODD = 'a\0b "quoted" \\ \u{1F680} ünï \u2028 %_'

export const entityCases: readonly ConformanceCase<AdapterHarness>[] = [
  {
    id: 'RE-11',
    title: 'parts are loaded as asked for: none, the live ones, all, or by key; those not named by a commit stay',
    async run({ open }) {
      const { entities } = (await open()).repository
      await entities.commit({
        changes: [
          created('a', { parts: [part('p1', { dueAt: 7 }), part('p2'), part('P2', { isLive: false })] }),
          created('b', { parts: [part('p1')] }),
        ],
      })
      await entities.commit({
        changes: [
          created('a', { expectedVersion: 1, parts: [part('p2', { isLive: false, body: '"new"' }), part('p3')] }),
        ],
      })
      const ref = execution('a')
      const [none, live, all, named] = await entities.load([
        { ref, parts: 'none' },
        { ref, parts: 'live' },
        { ref, parts: 'all' },
        { ref, parts: ['p2', 'absent', 'P2'] },
      ])
      assert.deepEqual(
        [none, live, all, named].map((entity) => keysOf(entity?.parts)),
        [[], ['p1', 'p3'], ['P2', 'p1', 'p2', 'p3'], ['P2', 'p2']],
      )
      assert.deepEqual(
        all?.parts.find(({ key }) => key === 'p1'),
        part('p1', { dueAt: 7 }),
      )
      assert.deepEqual(
        all?.parts.find(({ key }) => key === 'p2'),
        part('p2', { isLive: false, body: '"new"' }),
      )
    },
  },
  {
    id: 'RE-12',
    title: 'timers of entities and parts are due oldest first, and stay until a commit changes them',
    async run({ open }) {
      const { entities } = (await open()).repository
      assert.equal(await entities.nextDueAt(), undefined)
      const trigger = {
        ref: { kind: 'trigger', key: 't' },
        expectedVersion: 0,
        body: '{}',
        isLive: true,
        parts: [],
        dueAt: 300,
      }
      await entities.commit({
        changes: [
          created('a', {
            dueAt: 200,
            parts: [part('late', { dueAt: 400 }), part('soon', { dueAt: 100 }), part('never')],
          }),
          trigger,
        ],
      })
      assert.equal(await entities.nextDueAt(), 100)
      const expected = [
        { ref: execution('a'), part: 'soon', dueAt: 100 },
        { ref: execution('a'), dueAt: 200 },
        { ref: { kind: 'trigger', key: 't' }, dueAt: 300 },
      ]
      assert.deepEqual(await entities.due({ now: 399, limit: 10 }), expected)
      assert.deepEqual(await entities.due({ now: 300, limit: 2 }), expected.slice(0, 2))
      await entities.commit({ changes: [created('a', { expectedVersion: 1, parts: [part('soon')] })] })
      assert.deepEqual(await entities.due({ now: 399, limit: 10 }), expected.slice(2))
      assert.equal(await entities.nextDueAt(), 300)
    },
  },
  {
    id: 'RE-13',
    title: 'timers survive a restart',
    async run({ open }) {
      const at = Date.UTC(2031, 4, 6, 7, 8, 9, 987)
      {
        await using before = await open()
        await before.repository.entities.commit({
          changes: [created('a', { dueAt: at, parts: [part('p', { dueAt: at - 1 })] })],
        })
      }
      const { entities } = (await open()).repository
      assert.equal(await entities.nextDueAt(), at - 1)
      assert.deepEqual(await entities.due({ now: at, limit: 10 }), [
        { ref: execution('a'), part: 'p', dueAt: at - 1 },
        { ref: execution('a'), dueAt: at },
      ])
    },
  },
  {
    id: 'RE-14',
    title:
      'entities of owners that are gone are orphans, ended ones too; an owner is set and cleared at its version only',
    async run({ open }) {
      const { entities } = (await open()).repository
      const slots = {
        ref: { kind: 'slots', key: 'a' },
        expectedVersion: 0,
        body: '{}',
        isLive: true,
        parts: [],
        owner: 'gone',
      }
      await entities.commit({
        changes: [
          created('a', { owner: 'gone' }),
          created('b', { owner: 'alive' }),
          created('c'),
          created('d', { owner: 'gone' }),
          created('e', { owner: 'gone' }),
          slots,
        ],
      })
      await entities.commit({ changes: [{ ...ended('d'), owner: 'gone' }, ended('e')] })
      const orphans = await entities.orphans({ alive: ['alive', 'other'], limit: 10 })
      assert.deepEqual(orphans.map(({ ref, gone }) => `${ref.kind} ${ref.key} ${gone}`).toSorted(), [
        'execution a gone',
        'execution d gone',
        'slots a gone',
      ])
      await entities.setOwner(
        [
          { ref: execution('a'), version: 2 },
          { ref: execution('d'), version: 2 },
          { ref: { kind: 'slots', key: 'a' }, version: 1 },
        ],
        undefined,
      )
      assert.deepEqual(
        (await entities.orphans({ alive: ['alive'], limit: 10 })).map(({ ref }) => ref),
        [execution('a')],
      )
      await entities.setOwner([{ ref: execution('a'), version: 1 }], 'alive')
      assert.deepEqual(await entities.orphans({ alive: ['alive'], limit: 10 }), [])
      assert.equal((await entities.orphans({ alive: [], limit: 1 })).length, 1)
      const [stored] = await entities.load([{ ref: execution('a'), parts: 'none' }])
      assert.equal(stored?.version, 1, 'setting the owner made a version')
      assert.equal(stored?.owner, 'alive', 'the owner was not loaded')
      const [unowned] = await entities.load([{ ref: execution('c'), parts: 'none' }])
      assert.equal(unowned?.owner, undefined)
    },
  },
  {
    id: 'RE-15',
    title: 'attempts held by workers that are gone are orphans, until they are given back',
    async run({ open }) {
      const { entities } = (await open()).repository
      const holds = (add: readonly string[], remove: readonly string[] | 'all', holder: string) => ({
        add: add.map((held) => ({ part: held, holder })),
        remove,
      })
      await entities.commit({
        changes: [
          created('a', { holds: holds(['p/1', 'q/1'], [], 'worker') }),
          created('b', { holds: holds(['p/1'], [], 'other') }),
        ],
      })
      const [orphan, ...more] = await entities.orphans({ alive: ['other'], limit: 10 })
      assert.deepEqual(
        [orphan?.ref, orphan?.gone, orphan?.parts.toSorted(), more],
        [execution('a'), 'worker', ['p/1', 'q/1'], []],
      )
      await entities.commit({ changes: [created('a', { expectedVersion: 1, holds: holds([], ['p/1'], 'worker') })] })
      assert.deepEqual(
        (await entities.orphans({ alive: ['other'], limit: 10 })).map(({ parts }) => parts),
        [['q/1']],
      )
      await entities.commit({
        changes: [created('a', { expectedVersion: 2, holds: holds([], ['q/1', 'unknown'], 'worker') })],
      })
      assert.deepEqual(await entities.orphans({ alive: ['other'], limit: 10 }), [])
      await entities.commit({ changes: [created('b', { expectedVersion: 1, holds: holds([], 'all', 'other') })] })
      assert.deepEqual(await entities.orphans({ alive: [], limit: 10 }), [])
    },
  },
  {
    id: 'RE-16',
    title: 'kinds do not mix, and keys that differ by case or by a blank are different keys',
    async run({ open }) {
      const { entities } = (await open()).repository
      const refs = [
        execution('a'),
        execution('A'),
        execution('a '),
        { kind: 'slots', key: 'a' },
        { kind: 'trigger', key: 'a' },
      ]
      for (const [index, ref] of refs.entries()) {
        const { row, ...entity } = created('a', { body: String(index) })
        const change =
          ref.kind === 'execution' ? { ...entity, ...(row === undefined ? {} : { row }), ref } : { ...entity, ref }
        assert.deepEqual(await entities.commit({ changes: [change] }), { committed: true })
      }
      const loaded = await entities.load(refs.map((ref) => ({ ref, parts: 'none' as const })))
      assert.deepEqual(
        loaded.map((entity) => [entity?.ref, entity?.body]),
        refs.map((ref, index) => [ref, String(index)]),
      )
    },
  },
  {
    id: 'RE-17',
    title: 'a body of 1 MB and a part of 16 MB are stored whole',
    timeoutMs: 60_000,
    async run({ open }) {
      const { entities } = (await open()).repository
      const body = JSON.stringify({ text: 'é'.repeat(2 ** 19) })
      const text = 'x'.repeat(2 ** 24)
      await entities.commit({ changes: [created('a', { body, parts: [part('large', { body: text })] })] })
      const [stored] = await entities.load([{ ref: execution('a'), parts: 'all' }])
      assert.ok(stored?.body === body, 'the body was changed')
      assert.ok(stored.parts[0]?.body === text, 'the part was changed')
    },
  },
  {
    id: 'RE-18',
    title: 'any text survives in bodies, parts and columns, NUL and characters of four bytes included',
    async run({ open }) {
      const { entities, executions } = (await open()).repository
      const row = {
        namespace: ODD,
        flowId: ODD,
        flowRevision: 1,
        state: 'RUNNING',
        startedAt: 1,
        triggerId: ODD,
        parentId: ODD,
        labels: [{ key: ODD, value: ODD }],
      }
      await entities.commit({ changes: [created(ODD, { body: ODD, parts: [part(ODD, { body: ODD })], row })] })
      const [stored] = await entities.load([{ ref: execution(ODD), parts: [ODD] }])
      assert.deepEqual(stored, { ref: execution(ODD), version: 1, body: ODD, parts: [part(ODD, { body: ODD })] })
      const filter = { labels: [{ key: ODD, value: ODD }], namespace: { value: ODD, isPrefix: false }, triggerId: ODD }
      const { items } = await executions.page(filter, { by: 'startedAt', direction: 'desc' }, { size: 10 })
      assert.deepEqual(items, [{ id: ODD, ...row }])
    },
  },
]
