// Cases about lists of executions: filters, order, pages.

import assert from 'node:assert/strict'
import type {
  EntityStore,
  ExecutionFilter,
  ExecutionQueries,
  ExecutionRow,
  ExecutionSort,
  PageRequest,
} from '@millrace/ports'
import type { AdapterHarness } from '../adapter/harness.ts'
import type { ConformanceCase } from '../suite.ts'
import { BUDGET, created, rowOf, START_AT } from './rows.ts'

const NEWEST: ExecutionSort = { by: 'startedAt', direction: 'desc' }

async function store(entities: EntityStore, rows: Readonly<Record<string, Partial<ExecutionRow>>>): Promise<void> {
  await entities.commit({ changes: Object.entries(rows).map(([id, row]) => created(id, { row: rowOf(row) })) })
}

async function idsOf(
  executions: ExecutionQueries,
  filter: ExecutionFilter,
  sort: ExecutionSort = NEWEST,
  page: PageRequest = { size: 100 },
): Promise<readonly string[]> {
  return (await executions.page(filter, sort, page)).items.map(({ id }) => id)
}

/** All pages, one after the other, by key. */
export async function walk(
  executions: ExecutionQueries,
  filter: ExecutionFilter,
  sort: ExecutionSort,
  size: number,
): Promise<readonly string[]> {
  const ids: string[] = []
  let after: string | undefined
  do {
    const page = await executions.page(filter, sort, after === undefined ? { size } : { size, after })
    assert.ok(page.items.length <= size && (page.items.length > 0 || after === undefined), 'an empty page')
    ids.push(...page.items.map(({ id }) => id))
    after = page.next
  } while (after !== undefined)
  return ids
}

const ROWS: Readonly<Record<string, Partial<ExecutionRow>>> = {
  a: { namespace: 'company', flowId: 'one', state: 'RUNNING', startedAt: START_AT },
  b: {
    namespace: 'company.team',
    flowId: 'two',
    state: 'SUCCESS',
    startedAt: START_AT + 1,
    endedAt: START_AT + 9,
    triggerId: 'daily',
  },
  c: {
    namespace: 'company.teams',
    flowId: 'Two',
    state: 'FAILED',
    startedAt: START_AT + 2,
    endedAt: START_AT + 3,
    parentId: 'a',
  },
  d: {
    namespace: 'company2',
    flowId: 'one',
    state: 'SUCCESS',
    startedAt: START_AT + 3,
    endedAt: START_AT + 5,
    labels: [
      { key: 'team', value: 'x' },
      { key: 'origin', value: 'd' },
    ],
  },
  e: {
    namespace: 'Company',
    flowId: 'one',
    state: 'RUNNING',
    startedAt: START_AT + 4,
    labels: [
      { key: 'team', value: 'x' },
      { key: 'env', value: '' },
      { key: 'origin', value: 'd' },
    ],
  },
}

const FILTERS: readonly (readonly [ExecutionFilter, readonly string[]])[] = [
  [{}, ['e', 'd', 'c', 'b', 'a']],
  [{ namespace: { value: 'company', isPrefix: false } }, ['a']],
  [{ namespace: { value: 'company', isPrefix: true } }, ['c', 'b', 'a']],
  [{ namespace: { value: 'company.team', isPrefix: true } }, ['b']],
  [{ flowId: 'two' }, ['b']],
  [{ namespace: { value: 'company2', isPrefix: false }, flowId: 'one' }, ['d']],
  [{ states: ['RUNNING'] }, ['e', 'a']],
  [{ states: ['FAILED', 'SUCCESS'] }, ['d', 'c', 'b']],
  [{ states: [] }, []],
  [{ labels: [{ key: 'team', value: 'x' }] }, ['e', 'd']],
  [
    {
      labels: [
        { key: 'team', value: 'x' },
        { key: 'env', value: '' },
      ],
    },
    ['e'],
  ],
  [{ labels: [{ key: 'team', value: 'X' }] }, []],
  [{ labels: [{ key: 'origin', value: 'd' }] }, ['e', 'd']],
  [{ labels: [{ key: 'origin', value: 'e' }] }, []],
  [{ labels: [{ key: 'team', value: 'd' }] }, []],
  [{ startedFrom: START_AT + 1, startedBefore: START_AT + 3 }, ['c', 'b']],
  [{ parentId: 'a' }, ['c']],
  [{ triggerId: 'daily' }, ['b']],
  [{ text: 'OMPANY.' }, ['c', 'b']],
  [{ text: 'wo' }, ['c', 'b']],
  [{ text: '%' }, []],
]

export const listCases: readonly ConformanceCase<AdapterHarness>[] = [
  {
    id: 'RE-20',
    title: 'each filter of executions gives what it names, in the page and in the total alike',
    async run({ open }) {
      const { entities, executions } = (await open()).repository
      await store(entities, ROWS)
      for (const [filter, ids] of FILTERS) {
        assert.deepEqual(await idsOf(executions, filter), ids, JSON.stringify(filter))
        assert.deepEqual(
          await executions.total(filter, BUDGET),
          { value: ids.length, isExact: true },
          JSON.stringify(filter),
        )
      }
    },
  },
  {
    id: 'RE-21',
    title: 'executions come in the order asked for; those that have not ended come after all that have',
    async run({ open }) {
      const { entities, executions } = (await open()).repository
      await store(entities, ROWS)
      const orders: readonly (readonly [ExecutionSort['by'], string])[] = [
        ['startedAt', 'abcde'],
        ['endedAt', 'cdbae'],
        ['id', 'abcde'],
        ['state', 'caebd'],
        ['flowId', 'cadeb'],
        ['namespace', 'eabcd'],
      ]
      for (const [by, ids] of orders) {
        assert.equal((await walk(executions, {}, { by, direction: 'asc' }, 2)).join(''), ids, by)
        assert.equal(
          (await walk(executions, {}, { by, direction: 'desc' }, 2)).join(''),
          [...ids].reverse().join(''),
          by,
        )
      }
    },
  },
  {
    id: 'RE-22',
    title: 'a summary gives every column as it was committed, to the millisecond, and what is absent stays absent',
    async run({ open }) {
      const { entities, executions } = (await open()).repository
      const full = rowOf({
        flowRevision: 7,
        endedAt: 4_102_444_800_999,
        startedAt: 4_102_444_800_001,
        parentId: 'p',
        triggerId: 't',
        labels: [
          { key: 'b', value: '1' },
          { key: 'a', value: '2' },
        ],
      })
      const bare = rowOf({ startedAt: 1 })
      await entities.commit({ changes: [created('full', { row: full }), created('bare', { row: bare })] })
      const { items } = await executions.page({}, NEWEST, { size: 10 })
      assert.deepEqual(items, [
        { id: 'full', ...full },
        { id: 'bare', ...bare },
      ])
    },
  },
  {
    id: 'RE-23',
    title: 'a walk by key misses and repeats nothing while newer executions come in',
    async run({ open }) {
      const { entities, executions } = (await open()).repository
      const ids = Array.from({ length: 30 }, (_, index) => `e${String(index).padStart(2, '0')}`)
      await store(
        entities,
        Object.fromEntries(ids.map((id, index) => [id, { startedAt: START_AT + Math.floor(index / 4) }])),
      )
      const seen: string[] = []
      let after: string | undefined
      for (let turn = 0; turn === 0 || after !== undefined; turn += 1) {
        const page = await executions.page({}, NEWEST, after === undefined ? { size: 7 } : { size: 7, after })
        seen.push(...page.items.map(({ id }) => id))
        after = page.next
        await store(entities, { [`newer${turn}`]: { startedAt: START_AT + 1000 + turn } })
      }
      assert.deepEqual(seen, ids.toReversed())
    },
  },
  {
    id: 'RE-24',
    title: 'a page by number is the page that a walk by key would come to; a key that no page gave is refused',
    async run({ open }) {
      const { entities, executions } = (await open()).repository
      const ids = Array.from({ length: 23 }, (_, index) => `e${String(index).padStart(2, '0')}`)
      await store(entities, Object.fromEntries(ids.map((id, index) => [id, { startedAt: START_AT + index }])))
      const sort = { by: 'startedAt', direction: 'asc' } as const
      for (const number of [1, 2, 3, 4]) {
        assert.deepEqual(
          await idsOf(executions, {}, sort, { size: 10, number }),
          ids.slice((number - 1) * 10, number * 10),
        )
      }
      const second = await executions.page({}, sort, { size: 10, number: 2 })
      assert.deepEqual(await idsOf(executions, {}, sort, { size: 10, after: second.next ?? '' }), ids.slice(20))
      await assert.rejects(executions.page({}, sort, { size: 10, after: 'no key' }), { code: 'MR_REQUEST_INVALID' })
    },
  },
]
