// Cases about flows, key-value pairs, services and messages set aside.

import assert from 'node:assert/strict'
import type { FlowRecord, SetAsideMessage } from '@millrace/ports'
import type { AdapterHarness } from '../adapter/harness.ts'
import type { ConformanceCase } from '../suite.ts'

function flow(
  id: string,
  revision: number,
  changes: { readonly namespace?: string; readonly deleted?: boolean } = {},
): FlowRecord {
  const { namespace = 'company', ...rest } = changes
  const tasks = [{ id: 'log', type: 'core/log', message: '{{ inputs.a }} \u{1F680}' }]
  return {
    flow: { id, namespace, revision, tasks, ...rest },
    source: `id: ${id}\n# ${revision}\n`,
    updatedAt: 1_750_000_000_000 + revision,
  }
}

const setAside = (id: string, at: number): SetAsideMessage => ({
  id,
  topic: 'topic',
  key: 'key',
  body: '{',
  code: 'MR_COMMAND_UNKNOWN',
  cause: 'no JSON',
  at,
})

export const recordCases: readonly ConformanceCase<AdapterHarness>[] = [
  {
    id: 'RE-40',
    title: 'a revision of a flow is stored only on top of the one before it',
    async run({ open }) {
      const first = (await open()).repository.flows
      const second = (await open()).repository.flows
      const results = await Promise.all([first.save(flow('a', 1)), second.save(flow('a', 1))])
      assert.deepEqual(results.map(String).toSorted(), ['false', 'true'])
      assert.deepEqual(
        [await first.save(flow('a', 3)), await first.save(flow('a', 2)), await second.save(flow('a', 2))],
        [false, true, false],
      )
      assert.deepEqual(await second.find('company', 'a'), flow('a', 2))
      assert.deepEqual(await second.find('company', 'a', 1), flow('a', 1))
      assert.deepEqual(
        [await second.find('company', 'a', 3), await second.find('company', 'A'), await second.find('Company', 'a')],
        [undefined, undefined, undefined],
      )
      assert.deepEqual(await second.revisions('company', 'a'), [flow('a', 1), flow('a', 2)])
    },
  },
  {
    id: 'RE-41',
    title: 'a deleted flow is listed no more, keeps its revisions, and can come back',
    async run({ open }) {
      const { flows } = (await open()).repository
      await flows.save(flow('a', 1))
      await flows.save(flow('a', 2, { deleted: true }))
      assert.deepEqual(
        [(await flows.page({}, { size: 10 })).items, await flows.total({}), await flows.namespaces()],
        [[], { value: 0, isExact: true }, []],
      )
      assert.equal((await flows.find('company', 'a'))?.flow.deleted, true)
      assert.deepEqual(await flows.find('company', 'a', 1), flow('a', 1))
      assert.equal(await flows.save(flow('a', 3)), true)
      assert.deepEqual((await flows.page({}, { size: 10 })).items, [flow('a', 3)])
    },
  },
  {
    id: 'RE-42',
    title: 'flows are listed by namespace and id, page by page, by namespace and by a part of their name',
    async run({ open }) {
      const { flows } = (await open()).repository
      const names = [
        ['company', 'b'],
        ['company', 'a'],
        ['company.team', 'x'],
        ['company.teams', 'y'],
        ['other', 'Company-report'],
      ] as const
      for (const [namespace, id] of names) await flows.save(flow(id, 1, { namespace }))
      const sorted = ['company/a', 'company/b', 'company.team/x', 'company.teams/y', 'other/Company-report']
      const namesOf = (records: readonly FlowRecord[]) =>
        records.map((record) => `${record.flow.namespace}/${record.flow.id}`)
      const first = await flows.page({}, { size: 3 })
      const second = await flows.page({}, { size: 3, after: first.next ?? '' })
      assert.deepEqual([...namesOf(first.items), ...namesOf(second.items)], sorted)
      assert.equal(second.next, undefined)
      assert.deepEqual(namesOf((await flows.page({}, { size: 3, number: 2 })).items), sorted.slice(3))
      assert.deepEqual(
        (await flows.page({ namespace: { value: 'company.team', isPrefix: true } }, { size: 9 })).items.length,
        1,
      )
      assert.deepEqual(await flows.total({ namespace: { value: 'company', isPrefix: true } }), {
        value: 4,
        isExact: true,
      })
      assert.deepEqual(await flows.total({ text: 'COMPANY' }), { value: 5, isExact: true })
      assert.deepEqual(await flows.namespaces(), ['company', 'company.team', 'company.teams', 'other'])
    },
  },
  {
    id: 'RE-50',
    title: 'a key-value pair is written by version where one is given, and keeps the date of its creation',
    async run({ open }) {
      const { kv } = (await open()).repository
      const value = { nested: [1, null, '\0'] }
      assert.equal(await kv.put('ns', { key: 'k', value, description: 'what', now: 10 }, 0), true)
      assert.equal(await kv.put('ns', { key: 'k', value: 1, now: 20 }, 0), false)
      assert.deepEqual(await kv.get('ns', 'k', 30), {
        key: 'k',
        value,
        description: 'what',
        createdAt: 10,
        updatedAt: 10,
        version: 1,
      })
      assert.deepEqual(
        [
          await kv.put('ns', { key: 'k', value: null, now: 20 }, 1),
          await kv.put('ns', { key: 'k', value: 2, now: 21 }, 1),
        ],
        [true, false],
      )
      assert.deepEqual(await kv.get('ns', 'k', 30), { key: 'k', value: null, createdAt: 10, updatedAt: 20, version: 2 })
      assert.equal(await kv.put('ns', { key: 'K', value: true, now: 20 }), true)
      assert.deepEqual(
        (await kv.list('ns', 30)).map(({ key }) => key),
        ['K', 'k'],
      )
      assert.deepEqual(
        [
          await kv.remove('ns', 'k'),
          await kv.remove('ns', 'k'),
          await kv.get('ns', 'k', 30),
          await kv.list('other', 30),
        ],
        [true, false, undefined, []],
      )
    },
  },
  {
    id: 'RE-51',
    title: 'a key-value pair is absent from its expiry on, and its successor has a higher version',
    async run({ open }) {
      const { kv } = (await open()).repository
      await kv.put('ns', { key: 'k', value: 1, now: 10, expiresAt: 20 })
      assert.equal((await kv.get('ns', 'k', 19))?.expiresAt, 20)
      assert.deepEqual([await kv.get('ns', 'k', 20), await kv.list('ns', 20)], [undefined, []])
      assert.equal(await kv.put('ns', { key: 'k', value: 2, now: 25 }, 1), false)
      assert.equal(await kv.put('ns', { key: 'k', value: 2, now: 25 }, 0), true)
      assert.deepEqual(await kv.get('ns', 'k', 30), { key: 'k', value: 2, createdAt: 25, updatedAt: 25, version: 2 })
    },
  },
  {
    id: 'RE-55',
    title: 'a service is listed with its last beat until it is removed',
    async run({ open }) {
      const { services } = (await open()).repository
      const service = { id: 'b', roles: ['worker'], startedAt: 1, beatAt: 2, host: 'here' }
      await services.beat(service)
      await services.beat({ ...service, id: 'a', workerGroup: 'gpu' })
      await services.beat({ ...service, beatAt: 3 })
      assert.deepEqual(await services.list(), [
        { ...service, id: 'a', workerGroup: 'gpu' },
        { ...service, beatAt: 3 },
      ])
      await services.remove('a')
      await services.remove('unknown')
      assert.deepEqual(
        (await services.list()).map(({ id }) => id),
        ['b'],
      )
    },
  },
  {
    id: 'RE-56',
    title: 'messages set aside are kept once, listed by date, found and removed by id',
    async run({ open }) {
      const { setAside: store } = (await open()).repository
      await store.add([setAside('b', 2), setAside('a', 1), setAside('c', 2)])
      await store.add([setAside('a', 1)])
      const first = await store.page({ size: 2 })
      const second = await store.page({ size: 2, after: first.next ?? '' })
      assert.deepEqual([...first.items, ...second.items], [setAside('a', 1), setAside('b', 2), setAside('c', 2)])
      assert.deepEqual([await store.find('c'), await store.find('C')], [setAside('c', 2), undefined])
      assert.deepEqual(
        [await store.remove('c'), await store.remove('c'), await store.find('c')],
        [true, false, undefined],
      )
    },
  },
  {
    id: 'RE-57',
    title: 'the check resolves while writes work, and what was stored before a restart is there after it',
    async run({ open }) {
      {
        await using before = await open()
        await before.repository.check()
        await before.repository.flows.save(flow('a', 1))
        await before.repository.kv.put('ns', { key: 'k', value: 1, now: 1 })
        await before.repository.setAside.add([setAside('a', 1)])
      }
      const { flows, kv, setAside: store } = (await open()).repository
      assert.deepEqual(
        [await flows.find('company', 'a'), (await kv.get('ns', 'k', 2))?.value, await store.find('a')],
        [flow('a', 1), 1, setAside('a', 1)],
      )
    },
  },
]
