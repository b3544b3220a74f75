// Pages of executions. A page by key costs the same at any depth; a page by number skips over index entries only.

import {
  decodeCursor,
  encodeCursor,
  type ExecutionFilter,
  type ExecutionSort,
  type ExecutionSummary,
  type Page,
  type PageRequest,
} from '@millrace/sdk-adapter'
import { sql, type RawBuilder } from 'kysely'
import { build } from '../sql/builder.ts'
import { queryOf, type Query } from '../sql/statement.ts'
import { conditionsOf } from './filter.ts'
import { labelsOf } from './labels.ts'

/** Executions that have not ended sort after all that have. */
const NOT_ENDED = Number.MAX_SAFE_INTEGER

const COLUMNS: Readonly<Record<ExecutionSort['by'], RawBuilder<string | number>>> = {
  startedAt: sql<number>`started_at`,
  endedAt: sql<number>`coalesce(ended_at, ${sql.lit(NOT_ENDED)})`,
  id: sql<string>`id`,
  state: sql<string>`state`,
  flowId: sql<string>`flow_id`,
  namespace: sql<string>`namespace`,
}

export interface PageRow {
  readonly id: string
  readonly namespace: string
  readonly flow_id: string
  readonly flow_revision: number
  readonly state: string
  readonly started_at: number
  readonly ended_at: number | null
  readonly parent_id: string | null
  readonly trigger_id: string | null
  readonly labels: string | null
  readonly sort_value: string | number
}

/** One row more than the page has tells whether there is another page. */
export function pageQuery(filter: ExecutionFilter, sort: ExecutionSort, request: PageRequest): Query {
  const by = COLUMNS[sort.by]
  let found = build
    .selectFrom('executions')
    .select('number')
    .where((row) => conditionsOf(row, filter))
    .orderBy(by, sort.direction)
    .orderBy('id', sort.direction)
    .limit(request.size + 1)
  if (request.after !== undefined) found = found.where(isAfter(sort, request.after))
  else if (request.number !== undefined && request.number > 1) found = found.offset((request.number - 1) * request.size)
  return queryOf(
    build
      .selectFrom('executions')
      .select([
        'id',
        'namespace',
        'flow_id',
        'flow_revision',
        'state',
        'started_at',
        'ended_at',
        'parent_id',
        'trigger_id',
        'labels',
        by.as('sort_value'),
      ])
      .where('number', 'in', found)
      .orderBy(by, sort.direction)
      .orderBy('id', sort.direction),
  )
}

function isAfter({ by, direction }: ExecutionSort, cursor: string): RawBuilder<boolean> {
  const [value, id] = decodeCursor(cursor, 2)
  return direction === 'asc'
    ? sql<boolean>`(${COLUMNS[by]}, id) > (${value}, ${id})`
    : sql<boolean>`(${COLUMNS[by]}, id) < (${value}, ${id})`
}

export function pageFrom(rows: readonly PageRow[], size: number): Page<ExecutionSummary> {
  const items = rows.slice(0, size).map(summaryOf)
  const last = rows[size - 1]
  return last === undefined || rows.length <= size
    ? { items }
    : { items, next: encodeCursor([last.sort_value, last.id]) }
}

function summaryOf(row: PageRow): ExecutionSummary {
  return {
    id: row.id,
    namespace: row.namespace,
    flowId: row.flow_id,
    flowRevision: row.flow_revision,
    state: row.state,
    startedAt: row.started_at,
    labels: labelsOf(row.labels),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.parent_id === null ? {} : { parentId: row.parent_id }),
    ...(row.trigger_id === null ? {} : { triggerId: row.trigger_id }),
  }
}

/** Rows that a page by number may skip on the main thread. */
const MOST_SKIPPED = 1000

/** Whether an index gives the page in its order, without reading rows that it leaves out. */
export function isIndexed(filter: ExecutionFilter, sort: ExecutionSort, request: PageRequest): boolean {
  const isShort = (request.number ?? 1) * request.size <= MOST_SKIPPED
  return (
    isShort &&
    sort.by === 'startedAt' &&
    INDEXED.has(namesIn(filter)) &&
    filter.namespace?.isPrefix !== true &&
    (filter.states?.length ?? 1) === 1
  )
}

const INDEXED: ReadonlySet<string> = new Set(['', 'flowId namespace', 'parentId', 'states', 'triggerId'])
const RANGE: ReadonlySet<string> = new Set(['startedFrom', 'startedBefore'])

function namesIn(filter: ExecutionFilter): string {
  const given = Object.entries(filter).filter(([name, value]) => value !== undefined && !RANGE.has(name))
  return given
    .map(([name]) => name)
    .toSorted()
    .join(' ')
}
