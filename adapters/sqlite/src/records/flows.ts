// Flows and their revisions in SQLite. The newest revision is marked, so that lists read one row a flow.

import {
  decodeCursor,
  encodeCursor,
  type Flow,
  type FlowFilter,
  type FlowRecord,
  type FlowStore,
  type Page,
  type PageRequest,
} from '@millrace/sdk-adapter'
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Connection } from '../connection.ts'
import { holds } from '../executions/filter.ts'
import type { Access } from '../executions/executions.ts'
import { reading } from '../reading.ts'
import { build } from '../sql/builder.ts'
import { queryOf, statement } from '../sql/statement.ts'
import type { FlowRevisionsTable, Tables } from '../sql/tables.ts'

type FlowRow = Pick<FlowRevisionsTable, 'body' | 'source' | 'updated_at'>

interface Named {
  namespace: string
  id: string
}

const COLUMNS = ['body', 'source', 'updated_at'] as const
const named = (at: Named) =>
  build.selectFrom('flow_revisions').select(COLUMNS).where('namespace', '=', at.namespace).where('id', '=', at.id)
const newest = statement((at: Named) => named(at).where((row) => row('is_newest', '=', row.lit(1))))
const numbered = statement((at: Named & { revision: number }) => named(at).where('revision', '=', at.revision))
const all = statement((at: Named) => named(at).orderBy('revision'))

const newestRevision = statement((at: Named) =>
  build
    .selectFrom('flow_revisions')
    .select('revision')
    .where('namespace', '=', at.namespace)
    .where('id', '=', at.id)
    .where((row) => row('is_newest', '=', row.lit(1))),
)
const outdate = statement((at: Named) =>
  build
    .updateTable('flow_revisions')
    .set({ is_newest: 0 })
    .where('namespace', '=', at.namespace)
    .where('id', '=', at.id)
    .where((row) => row('is_newest', '=', row.lit(1))),
)
const insert = statement((row: FlowRevisionsTable) =>
  build.insertInto('flow_revisions').values({
    namespace: row.namespace,
    id: row.id,
    revision: row.revision,
    body: row.body,
    source: row.source,
    updated_at: row.updated_at,
    is_newest: 1,
    is_deleted: row.is_deleted,
  }),
)
const listNamespaces = statement(() =>
  build
    .selectFrom('flow_revisions')
    .select('namespace')
    .distinct()
    .where('is_newest', '=', 1)
    .where('is_deleted', '=', 0)
    .orderBy('namespace'),
)

export function openFlows({ connection, writer }: Access): FlowStore {
  return {
    save: (record) => writer.write((transaction) => save(transaction.connection, record)),
    find: (namespace, id, revision) =>
      reading(() => {
        const row =
          revision === undefined
            ? connection.get(newest, { namespace, id })
            : connection.get(numbered, { namespace, id, revision })
        return row === undefined ? undefined : recordOf(row)
      }),
    revisions: (namespace, id) => reading(() => connection.all(all, { namespace, id }).map(recordOf)),
    page: (filter, request) => reading(() => pageOf(connection, filter, request)),
    total: (filter) => reading(() => ({ value: countOf(connection, filter), isExact: true })),
    namespaces: () => reading(() => connection.all(listNamespaces, {}).map(({ namespace }) => namespace)),
  }
}

function save(connection: Connection, { flow, source, updatedAt }: FlowRecord): boolean {
  const { namespace, id, revision } = flow
  if ((connection.get(newestRevision, { namespace, id })?.revision ?? 0) !== revision - 1) return false
  connection.run(outdate, { namespace, id })
  const isDeleted = flow.deleted === true ? 1 : 0
  connection.run(insert, {
    namespace,
    id,
    revision,
    body: JSON.stringify(flow),
    source,
    updated_at: updatedAt,
    is_newest: 1,
    is_deleted: isDeleted,
  })
  return true
}

function recordOf(row: FlowRow): FlowRecord {
  return { flow: JSON.parse(row.body) as Flow, source: row.source, updatedAt: row.updated_at }
}

function conditionsOf(
  row: ExpressionBuilder<Tables, 'flow_revisions'>,
  { namespace, text }: FlowFilter,
): Expression<SqlBool> {
  const conditions: Expression<SqlBool>[] = [row('is_newest', '=', row.lit(1)), row('is_deleted', '=', 0)]
  if (namespace !== undefined) {
    const below = row.and([row('namespace', '>', `${namespace.value}.`), row('namespace', '<', `${namespace.value}/`)])
    const itself = row('namespace', '=', namespace.value)
    conditions.push(namespace.isPrefix ? row.or([itself, below]) : itself)
  }
  if (text !== undefined) conditions.push(row.or([holds('id', text), holds('namespace', text)]))
  return row.and(conditions)
}

function pageOf(connection: Connection, filter: FlowFilter, { size, after, number }: PageRequest): Page<FlowRecord> {
  let query = build
    .selectFrom('flow_revisions')
    .select(COLUMNS)
    .where((row) => conditionsOf(row, filter))
    .orderBy('namespace')
    .orderBy('id')
    .limit(size + 1)
  if (after !== undefined) {
    const [namespace, id] = decodeCursor(after, 2)
    query = query.where(sql<boolean>`(namespace, id) > (${namespace}, ${id})`)
  } else if (number !== undefined && number > 1) query = query.offset((number - 1) * size)
  const records = connection.allOf<FlowRow>(queryOf(query)).map(recordOf)
  const items = records.slice(0, size)
  const last = items.at(-1)
  return last === undefined || records.length <= size
    ? { items }
    : { items, next: encodeCursor([last.flow.namespace, last.flow.id]) }
}

function countOf(connection: Connection, filter: FlowFilter): number {
  const query = build
    .selectFrom('flow_revisions')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where((row) => conditionsOf(row, filter))
  return connection.allOf<{ readonly count: number }>(queryOf(query))[0]?.count ?? 0
}
