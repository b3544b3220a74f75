// Logs and metrics in memory, one entry for each (task run, attempt, sequence).

import { LOG_LEVELS, type LogEntry, type LogFilter, type LogStore, type MetricEntry } from '@millrace/sdk-adapter'
import { holdsText } from './executions.ts'
import { pageOf } from './paging.ts'
import { keyOf, type MemoryStore } from './store.ts'

export function openLogs(store: MemoryStore): LogStore {
  return {
    append: async (logs, metrics) => addLogs(store, logs, metrics),
    page: async (filter, page) =>
      pageOf(matching(store, filter), { keyOf: (log) => [log.at, log.sequence, identityOf(log)] }, page),
    total: async (filter) => ({ value: matching(store, filter).length, isExact: true }),
    metrics: async ({ executionId, taskRunId }, page) => {
      const found = [...store.metrics.values()].filter(
        (metric) => metric.executionId === executionId && (taskRunId === undefined || metric.taskRunId === taskRunId),
      )
      return pageOf(found, { keyOf: (metric) => [metric.at, metric.sequence, identityOf(metric)] }, page)
    },
  }
}

/** Adds what is not there yet. */
export function addLogs(store: MemoryStore, logs: readonly LogEntry[], metrics: readonly MetricEntry[]): void {
  for (const log of logs) addOnce(store.logs, log)
  for (const metric of metrics) addOnce(store.metrics, metric)
}

function addOnce<T extends LogEntry | MetricEntry>(entries: Map<string, T>, entry: T): void {
  const key = identityOf(entry)
  if (!entries.has(key)) entries.set(key, entry)
}

function identityOf({ executionId, taskRunId, attempt, sequence }: LogEntry | MetricEntry): string {
  return keyOf(executionId, taskRunId ?? '', String(attempt ?? 0), String(sequence))
}

function matching(store: MemoryStore, filter: LogFilter): readonly LogEntry[] {
  return [...store.logs.values()].filter((log) => matches(log, filter))
}

type Filters = Required<LogFilter>

const CONDITIONS: { readonly [Name in keyof Filters]: (log: LogEntry, wanted: Filters[Name]) => boolean } = {
  executionId: (log, wanted) => log.executionId === wanted,
  taskRunId: (log, wanted) => log.taskRunId === wanted,
  taskId: (log, wanted) => log.taskId === wanted,
  attempt: (log, wanted) => log.attempt === wanted,
  namespace: (log, wanted) => log.namespace === wanted,
  flowId: (log, wanted) => log.flowId === wanted,
  minLevel: (log, wanted) => LOG_LEVELS.indexOf(log.level) >= LOG_LEVELS.indexOf(wanted),
  from: (log, wanted) => log.at >= wanted,
  before: (log, wanted) => log.at < wanted,
  text: (log, wanted) => holdsText(log.message, wanted),
}

function matches(log: LogEntry, filter: LogFilter): boolean {
  return (Object.keys(CONDITIONS) as (keyof Filters)[]).every(
    (name) => filter[name] === undefined || CONDITIONS[name](log, filter[name] as never),
  )
}
