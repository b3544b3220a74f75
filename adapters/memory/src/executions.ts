// What people ask about executions, answered by filtering all of them.

import type {
  CursorValue,
  ExecutionFilter,
  ExecutionQueries,
  ExecutionSort,
  ExecutionSummary,
} from '@millrace/sdk-adapter'
import { pageOf } from './paging.ts'
import { entityKey, type EntityRecord, type MemoryStore } from './store.ts'

/** Executions that have not ended sort after all that have. */
const NOT_ENDED = Number.MAX_SAFE_INTEGER

export function openExecutions(store: MemoryStore): ExecutionQueries {
  return {
    page: async (filter, sort, page) =>
      pageOf(
        matching(store, filter),
        { keyOf: (row) => sortKey(row, sort), isDescending: sort.direction === 'desc' },
        page,
      ),
    total: async (filter) => ({ value: matching(store, filter).length, isExact: true }),
    purge: async ({ endedBefore, limit }) => {
      const ended = [...store.entities.values()].filter((record) => !record.isLive && endOf(record) < endedBefore)
      ended.sort((left, right) => endOf(left) - endOf(right) || (left.ref.key < right.ref.key ? -1 : 1))
      const ids = ended.slice(0, limit).map(({ ref }) => ref.key)
      for (const id of ids) remove(store, id)
      return ids
    },
    remove: async (id) => remove(store, id),
  }
}

function endOf(record: EntityRecord): number {
  return record.ref.kind === 'execution' ? (record.row?.endedAt ?? NOT_ENDED) : NOT_ENDED
}

function remove(store: MemoryStore, id: string): boolean {
  for (const records of [store.logs, store.metrics]) {
    for (const [key, { executionId }] of records) if (executionId === id) records.delete(key)
  }
  return store.entities.delete(entityKey({ kind: 'execution', key: id }))
}

function sortKey(row: ExecutionSummary, sort: ExecutionSort): readonly CursorValue[] {
  return [sort.by === 'endedAt' ? (row.endedAt ?? NOT_ENDED) : row[sort.by], row.id]
}

function matching(store: MemoryStore, filter: ExecutionFilter): readonly ExecutionSummary[] {
  const found: ExecutionSummary[] = []
  for (const { ref, row } of store.entities.values()) {
    if (ref.kind !== 'execution' || row === undefined) continue
    const summary = { ...row, id: ref.key }
    if (matches(summary, filter)) found.push(summary)
  }
  return found
}

type Filters = Required<ExecutionFilter>
type Condition<Name extends keyof Filters> = (row: ExecutionSummary, wanted: Filters[Name]) => boolean

const CONDITIONS: { readonly [Name in keyof Filters]: Condition<Name> } = {
  namespace: (row, wanted) => isInNamespace(row.namespace, wanted),
  flowId: (row, wanted) => row.flowId === wanted,
  states: (row, wanted) => wanted.includes(row.state),
  labels: (row, wanted) =>
    wanted.every(({ key, value }) => row.labels.some((label) => label.key === key && label.value === value)),
  startedFrom: (row, wanted) => row.startedAt >= wanted,
  startedBefore: (row, wanted) => row.startedAt < wanted,
  parentId: (row, wanted) => row.parentId === wanted,
  triggerId: (row, wanted) => row.triggerId === wanted,
  text: (row, wanted) => [row.id, row.flowId, row.namespace].some((value) => holdsText(value, wanted)),
}

function matches(row: ExecutionSummary, filter: ExecutionFilter): boolean {
  return (Object.keys(CONDITIONS) as (keyof Filters)[]).every(
    (name) => filter[name] === undefined || CONDITIONS[name](row, filter[name] as never),
  )
}

export function isInNamespace(
  namespace: string,
  filter: { readonly value: string; readonly isPrefix: boolean },
): boolean {
  return namespace === filter.value || (filter.isPrefix && namespace.startsWith(`${filter.value}.`))
}

/** Whether `value` contains `text`, letters A–Z in either case. */
export function holdsText(value: string, text: string): boolean {
  return lower(value).includes(lower(text))
}

function lower(value: string): string {
  return value.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}
