// LogStore over SQLite. The logs of one execution are read on this thread, searches over all on the reading thread.

import {
  decodeCursor,
  encodeCursor,
  LOG_LEVELS,
  type LogEntry,
  type LogFilter,
  type LogStore,
  type MetricEntry,
  type Page,
  type PageRequest,
  type Total,
} from '@millrace/sdk-adapter'
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import { holds } from '../executions/filter.ts'
import type { Access } from '../executions/executions.ts'
import { reading } from '../reading.ts'
import { build } from '../sql/builder.ts'
import { queryOf, type Query } from '../sql/statement.ts'
import type { LogsTable, MetricsTable, Tables } from '../sql/tables.ts'

type Stored<Table> = Omit<Table, 'number'> & { readonly number: number }

export function openLogs(access: Access): LogStore {
  const { connection, reader, writer } = access
  return {
    append: (logs, metrics) => writer.write((transaction) => transaction.record(logs, metrics)),
    page: async (filter, request) => {
      const query = pageQuery(filter, request)
      const rows =
        filter.executionId === undefined
          ? await reader.rows<Stored<LogsTable>>(query)
          : await reading(() => connection.allOf<Stored<LogsTable>>(query))
      return pageOf(rows, request.size, logOf)
    },
    total: (filter, { budgetMs }) => totalOf(access, filter, budgetMs),
    metrics: (filter, request) =>
      reading(() =>
        pageOf(connection.allOf<Stored<MetricsTable>>(metricsQuery(filter, request)), request.size, metricOf),
      ),
  }
}

function conditionsOf(row: ExpressionBuilder<Tables, 'logs'>, filter: LogFilter): Expression<SqlBool> {
  const { executionId, taskRunId, taskId, attempt, namespace, flowId, minLevel, from, before, text } = filter
  const conditions: Expression<SqlBool>[] = []
  if (executionId !== undefined) conditions.push(row('execution_id', '=', executionId))
  if (taskRunId !== undefined) conditions.push(row('task_run_id', '=', taskRunId))
  if (taskId !== undefined) conditions.push(row('task_id', '=', taskId))
  if (attempt !== undefined) conditions.push(row('attempt', '=', attempt))
  if (namespace !== undefined) conditions.push(row('namespace', '=', namespace))
  if (flowId !== undefined) conditions.push(row('flow_id', '=', flowId))
  if (minLevel !== undefined) conditions.push(row('level', '>=', LOG_LEVELS.indexOf(minLevel)))
  if (from !== undefined) conditions.push(row('at', '>=', from))
  if (before !== undefined) conditions.push(row('at', '<', before))
  if (text !== undefined) conditions.push(holds('message', text))
  return row.and(conditions)
}

function pageQuery(filter: LogFilter, { size, after, number }: PageRequest): Query {
  let query = build
    .selectFrom('logs')
    .selectAll()
    .where((row) => conditionsOf(row, filter))
    .orderBy('at')
    .orderBy('sequence')
    .orderBy('number')
    .limit(size + 1)
  if (after !== undefined) query = query.where(isAfter(after))
  else if (number !== undefined && number > 1) query = query.offset((number - 1) * size)
  return queryOf(query)
}

function metricsQuery(
  { executionId, taskRunId }: { readonly executionId: string; readonly taskRunId?: string },
  { size, after, number }: PageRequest,
): Query {
  let query = build
    .selectFrom('metrics')
    .selectAll()
    .where('execution_id', '=', executionId)
    .orderBy('at')
    .orderBy('sequence')
    .orderBy('number')
    .limit(size + 1)
  if (taskRunId !== undefined) query = query.where('task_run_id', '=', taskRunId)
  if (after !== undefined) query = query.where(isAfter(after))
  else if (number !== undefined && number > 1) query = query.offset((number - 1) * size)
  return queryOf(query)
}

function isAfter(cursor: string): Expression<SqlBool> {
  const [at, sequence, number] = decodeCursor(cursor, 3)
  return sql<SqlBool>`(at, sequence, number) > (${at}, ${sequence}, ${number})`
}

interface Placed {
  readonly at: number
  readonly sequence: number
  readonly number: number
}

function pageOf<Row extends Placed, T>(rows: readonly Row[], size: number, itemOf: (row: Row) => T): Page<T> {
  const items = rows.slice(0, size).map(itemOf)
  const last = rows[size - 1]
  return last === undefined || rows.length <= size
    ? { items }
    : { items, next: encodeCursor([last.at, last.sequence, last.number]) }
}

async function totalOf({ connection, reader }: Access, filter: LogFilter, budgetMs: number): Promise<Total> {
  const query = queryOf(
    build
      .selectFrom('logs')
      .select((row) => row.fn.countAll<number>().as('count'))
      .where((row) => conditionsOf(row, filter))
      .where('at', '>=', 0)
      .where('at', '<', 0),
  )
  const window = { sql: query.sql, parameters: query.parameters.slice(0, -2) }
  if (filter.executionId !== undefined) {
    const parameters = [...window.parameters, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
    const rows = await reading(() => connection.allOf<{ readonly count: number }>({ sql: window.sql, parameters }))
    return { value: rows[0]?.count ?? 0, isExact: true }
  }
  const range = queryOf(
    build.selectFrom('logs').select((row) => [row.fn.min('at').as('first'), row.fn.max('at').as('last')]),
  )
  return reader.count({ kind: 'count', range, window, budgetMs })
}

function logOf(row: Stored<LogsTable>): LogEntry {
  const entry = {
    executionId: row.execution_id,
    namespace: row.namespace,
    flowId: row.flow_id,
    sequence: row.sequence,
    at: row.at,
    level: LOG_LEVELS[row.level] ?? 'INFO',
    message: row.message,
    ...(row.task_id === null ? {} : { taskId: row.task_id }),
    ...(row.task_run_id === '' ? {} : { taskRunId: row.task_run_id }),
    ...(row.attempt === 0 ? {} : { attempt: row.attempt }),
  }
  return entry as LogEntry
}

function metricOf(row: Stored<MetricsTable>): MetricEntry {
  const entry = {
    executionId: row.execution_id,
    namespace: row.namespace,
    flowId: row.flow_id,
    taskId: row.task_id,
    taskRunId: row.task_run_id,
    attempt: row.attempt,
    sequence: row.sequence,
    at: row.at,
    name: row.name,
    type: row.type,
    value: row.value,
    ...(row.tags === null ? {} : { tags: JSON.parse(row.tags) as Record<string, string> }),
  }
  return entry as MetricEntry
}
