// Rows of logs and metrics: written once for each (task run, attempt, sequence), however often they come.

import { LOG_LEVELS, type LogEntry, type MetricEntry } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { build } from '../sql/builder.ts'
import { bulkStatement, standInRows } from '../sql/statement.ts'
import type { LogsTable, MetricsTable } from '../sql/tables.ts'

type LogRow = Omit<LogsTable, 'number'>
type MetricRow = Omit<MetricsTable, 'number'>

const LOG_COLUMNS = [
  'execution_id',
  'task_run_id',
  'attempt',
  'sequence',
  'at',
  'level',
  'namespace',
  'flow_id',
  'task_id',
  'message',
] as const
const METRIC_COLUMNS = [
  'execution_id',
  'task_run_id',
  'attempt',
  'sequence',
  'at',
  'namespace',
  'flow_id',
  'task_id',
  'name',
  'type',
  'value',
  'tags',
] as const

const insertLog = bulkStatement<LogEntry>(
  (count) =>
    build
      .insertInto('logs')
      .values(standInRows<LogRow>(LOG_COLUMNS, count))
      .onConflict((conflict) => conflict.doNothing()),
  (log) => [
    log.executionId,
    log.taskRunId ?? '',
    log.attempt ?? 0,
    log.sequence,
    log.at,
    LOG_LEVELS.indexOf(log.level),
    log.namespace,
    log.flowId,
    log.taskId ?? null,
    log.message,
  ],
)

const insertMetric = bulkStatement<MetricEntry>(
  (count) =>
    build
      .insertInto('metrics')
      .values(standInRows<MetricRow>(METRIC_COLUMNS, count))
      .onConflict((conflict) => conflict.doNothing()),
  (metric) => [
    metric.executionId,
    metric.taskRunId,
    metric.attempt,
    metric.sequence,
    metric.at,
    metric.namespace,
    metric.flowId,
    metric.taskId,
    metric.name,
    metric.type,
    metric.value,
    metric.tags === undefined ? null : JSON.stringify(metric.tags),
  ],
)

export function insertLogs(connection: Connection, logs: readonly LogEntry[]): void {
  for (const query of insertLog.chunks(logs)) connection.runOf(query)
}

export function insertMetrics(connection: Connection, metrics: readonly MetricEntry[]): void {
  for (const query of insertMetric.chunks(metrics)) connection.runOf(query)
}
