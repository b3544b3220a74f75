// SQLite and memory answer alike to any sequence of operations, restarts included.

import { adapter as memory } from '@millrace/adapter-memory'
import type { ExecutionFilter, Repository } from '@millrace/sdk-adapter'
import { openAdapterHarness, type AdapterHarness, type OpenStore } from '@millrace/sdk-testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { adapter as sqlite } from '../src/index.ts'

const DAY_MS = 86_400_000
const START_AT = Date.UTC(2026, 0, 1)
const BUDGET = { budgetMs: 60_000 }

const id = fc.constantFrom('a', 'b', 'c', 'A')
const owner = fc.option(fc.constantFrom('x', 'y'), { nil: undefined })
const dueAt = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined })
const part = fc.record({ key: fc.constantFrom('p', 'q'), body: fc.json(), isLive: fc.boolean(), dueAt })
const row = fc.record({
  namespace: fc.constantFrom('n', 'n.m', 'nm'),
  flowId: fc.constantFrom('f', 'g'),
  flowRevision: fc.constantFrom(1, 2),
  state: fc.constantFrom('RUNNING', 'SUCCESS', 'FAILED'),
  startedAt: fc.integer({ min: 0, max: 4 }).map((half) => START_AT + half * (DAY_MS / 2)),
  endedAt: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  labels: fc.subarray([
    { key: 'k', value: 'v' },
    { key: 'k', value: 'w' },
  ]),
})
const holds = fc.record({
  add: fc.array(fc.record({ part: fc.constantFrom('p', 'q'), holder: fc.constantFrom('x', 'y') }), { maxLength: 2 }),
  remove: fc.subarray(['p', 'q']),
})

/** Leaves out what is undefined, as the ports ask. */
function compact<T extends object>(value: T): never {
  return JSON.parse(JSON.stringify(value)) as never
}

const change = fc
  .record({
    ref: fc.record({ kind: fc.constantFrom('execution', 'execution', 'slots'), key: id }),
    expectedVersion: fc.constantFrom(0, 0, 1, 1, 2, 3),
    body: fc.json(),
    isLive: fc.boolean(),
    dueAt,
    owner,
    parts: fc.uniqueArray(part, { maxLength: 2, selector: ({ key }) => key }),
    holds: fc.option(holds, { nil: undefined }),
    row: fc.option(row, { nil: undefined }),
  })
  .map((made) => (made.ref.kind === 'execution' ? made : { ...made, row: undefined }))

type Operation = (store: Repository) => Promise<unknown>

const operation: fc.Arbitrary<Operation | 'restart'> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.array(change, { minLength: 1, maxLength: 3 }).map(
      (changes): Operation =>
        ({ entities }) =>
          entities.commit({ changes: changes.map(compact) }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(id, fc.integer({ min: 1, max: 3 }), owner).map(
      ([key, version, to]): Operation =>
        ({ entities }) =>
          entities.setOwner([{ ref: { kind: 'execution', key }, version }], to),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 2 })).map(
      ([endedBefore, limit]): Operation =>
        ({ executions }) =>
          executions.purge({ endedBefore, limit }),
    ),
  },
  {
    weight: 1,
    arbitrary: id.map(
      (key): Operation =>
        ({ executions }) =>
          executions.remove(key),
    ),
  },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
)

const FILTERS: readonly ExecutionFilter[] = [
  {},
  { states: ['SUCCESS', 'FAILED'] },
  { namespace: { value: 'n', isPrefix: true } },
  { labels: [{ key: 'k', value: 'v' }] },
  { flowId: 'f', text: 'M' },
  { startedFrom: START_AT + DAY_MS / 2, startedBefore: START_AT + 2 * DAY_MS },
  { startedFrom: START_AT + DAY_MS, states: ['RUNNING'] },
]

const byText = (left: unknown, right: unknown) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)

/** All that can be asked; what comes in no order is sorted. */
async function view({ entities, executions }: Repository): Promise<unknown> {
  const refs = ['execution', 'slots'].flatMap((kind) => ['a', 'b', 'c', 'A'].map((key) => ({ kind, key })))
  const loaded = await entities.load(
    refs.flatMap((ref) => (['all', 'live', ['q']] as const).map((parts) => ({ ref, parts }))),
  )
  const due = await entities.due({ now: 10, limit: 100 })
  const orphans = await entities.orphans({ alive: ['y'], limit: 100 })
  const lists = await Promise.all(
    FILTERS.map(async (filter) => [
      await executions.page(filter, { by: 'endedAt', direction: 'asc' }, { size: 3 }),
      await executions.total(filter, BUDGET),
    ]),
  )
  return {
    loaded: loaded.map((entity) => (entity === undefined ? null : { ...entity, parts: entity.parts.toSorted(byText) })),
    due: due.toSorted(byText),
    nextDueAt: (await entities.nextDueAt()) ?? null,
    orphans: orphans.map((orphan) => ({ ...orphan, parts: orphan.parts.toSorted() })).toSorted(byText),
    lists,
  }
}

async function answers(
  harness: AdapterHarness,
  operations: readonly (Operation | 'restart')[],
): Promise<readonly unknown[]> {
  const given: unknown[] = []
  let store: OpenStore = await harness.open()
  for (const each of operations) {
    if (each === 'restart') {
      await store[Symbol.asyncDispose]()
      store = await harness.open()
    } else given.push(await each(store.repository))
  }
  return [...given, await view(store.repository)]
}

test('any sequence of commits, purges and restarts leaves SQLite and memory with the same answers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 25 }), async (operations) => {
      await using one = await openAdapterHarness({ adapter: memory, options: ({ name }) => ({ store: name }) })
      await using other = await openAdapterHarness({ adapter: sqlite, options: () => ({}) })
      expect(await answers(other, operations)).toEqual(await answers(one, operations))
    }),
    { numRuns: 60 },
  )
})
