// Cases about totals: exact, at once, and of 10,000 executions too.

import assert from 'node:assert/strict'
import type { ExecutionFilter } from '@millrace/ports'
import type { AdapterHarness } from '../adapter/harness.ts'
import type { ConformanceCase } from '../suite.ts'
import { walk } from './list-cases.ts'
import { BUDGET, created, ended, rowOf } from './rows.ts'

const DAY_MS = 86_400_000
const DAY = Date.UTC(2026, 2, 1)
const COUNT = 10_000
const STATES = ['RUNNING', 'SUCCESS', 'FAILED'] as const

interface Sample {
  readonly id: string
  readonly row: ReturnType<typeof rowOf>
}

/** 10,000 executions over ten days, several in each millisecond that has any. */
function samples(): readonly Sample[] {
  const idOf = (index: number): string => `e${String((index * 7919) % COUNT).padStart(5, '0')}`
  return Array.from({ length: COUNT }, (_, index) => ({
    id: idOf(index),
    row: rowOf({
      namespace: `company.team${index % 4}`,
      flowId: `flow${index % 10}`,
      state: STATES[index % 3] ?? 'RUNNING',
      startedAt: DAY + Math.floor(index / 3) * 259_200,
      labels:
        index % 100 === 0
          ? [{ key: 'batch', value: String(index % 300) }]
          : [{ key: 'origin', value: idOf(index - (index % 3)) }],
    }),
  }))
}

const FILTERS: readonly (readonly [ExecutionFilter, (sample: Sample) => boolean])[] = [
  [{}, () => true],
  [{ states: ['FAILED'] }, ({ row }) => row.state === 'FAILED'],
  [{ namespace: { value: 'company', isPrefix: true } }, () => true],
  [
    { namespace: { value: 'company.team1', isPrefix: false }, flowId: 'flow5' },
    ({ row }) => row.namespace === 'company.team1' && row.flowId === 'flow5',
  ],
  [{ flowId: 'flow3', states: ['RUNNING', 'SUCCESS'] }, ({ row }) => row.flowId === 'flow3' && row.state !== 'FAILED'],
  [
    { startedFrom: DAY + DAY_MS, startedBefore: DAY + 3 * DAY_MS },
    ({ row }) => row.startedAt >= DAY + DAY_MS && row.startedAt < DAY + 3 * DAY_MS,
  ],
  [
    { startedFrom: DAY + 1.5 * DAY_MS + 1, startedBefore: DAY + 4.25 * DAY_MS },
    ({ row }) => row.startedAt > DAY + 1.5 * DAY_MS && row.startedAt < DAY + 4.25 * DAY_MS,
  ],
  [
    { startedFrom: DAY + 5.5 * DAY_MS, states: ['SUCCESS'] },
    ({ row }) => row.startedAt >= DAY + 5.5 * DAY_MS && row.state === 'SUCCESS',
  ],
  [
    { startedFrom: DAY + 2.2 * DAY_MS, startedBefore: DAY + 2.8 * DAY_MS },
    ({ row }) => row.startedAt >= DAY + 2.2 * DAY_MS && row.startedAt < DAY + 2.8 * DAY_MS,
  ],
  [{ labels: [{ key: 'batch', value: '100' }] }, ({ row }) => row.labels.some(({ value }) => value === '100')],
  [
    { labels: [{ key: 'origin', value: 'e02919' }], states: ['SUCCESS', 'FAILED'] },
    ({ row }) => row.state !== 'RUNNING' && row.labels.some(({ value }) => value === 'e02919'),
  ],
  [{ text: 'e0123' }, ({ id }) => id.startsWith('e0123')],
]

export const totalCases: readonly ConformanceCase<AdapterHarness>[] = [
  {
    id: 'RE-25',
    title: 'of 10,000 executions every page is right and every total exact, whatever the filter',
    timeoutMs: 120_000,
    async run({ open }) {
      const { entities, executions } = (await open()).repository
      const all = samples()
      for (let start = 0; start < COUNT; start += 500) {
        await entities.commit({ changes: all.slice(start, start + 500).map(({ id, row }) => created(id, { row })) })
      }
      const newest = all.toSorted(
        (left, right) => right.row.startedAt - left.row.startedAt || (left.id < right.id ? 1 : -1),
      )
      assert.deepEqual(
        await walk(executions, {}, { by: 'startedAt', direction: 'desc' }, 997),
        newest.map(({ id }) => id),
      )
      for (const [filter, matches] of FILTERS) {
        const expected = newest.filter(matches)
        assert.deepEqual(
          await executions.total(filter, BUDGET),
          { value: expected.length, isExact: true },
          JSON.stringify(filter),
        )
        const { items } = await executions.page(filter, { by: 'startedAt', direction: 'desc' }, { size: 25, number: 2 })
        assert.deepEqual(
          items.map(({ id }) => id),
          expected.slice(25, 50).map(({ id }) => id),
          JSON.stringify(filter),
        )
      }
    },
  },
  {
    id: 'RE-26',
    title: 'a total shows each commit as soon as it is accepted',
    async run({ open }) {
      const { entities, executions } = (await open()).repository
      const totals = async () => {
        const filters: readonly ExecutionFilter[] = [
          {},
          { states: ['RUNNING'] },
          { states: ['SUCCESS'], flowId: 'flow' },
          { text: 'flow' },
        ]
        return Promise.all(filters.map(async (filter) => (await executions.total(filter, BUDGET)).value))
      }
      assert.deepEqual(await totals(), [0, 0, 0, 0])
      await entities.commit({ changes: [created('a'), created('b')] })
      assert.deepEqual(await totals(), [2, 2, 0, 2])
      await entities.commit({ changes: [ended('a')] })
      assert.deepEqual(await totals(), [2, 1, 1, 2])
      await executions.remove('b')
      assert.deepEqual(await totals(), [1, 0, 1, 1])
    },
  },
]
