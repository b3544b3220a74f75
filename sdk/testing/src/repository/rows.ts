// Small makers of what the cases commit.

import type { EntityChange, ExecutionRow } from '@millrace/ports'
import type { ExecutionId, LogEntry, MetricEntry, TaskRunId } from '@millrace/model'

export const START_AT = Date.UTC(2026, 0, 5, 12, 30, 15, 123)

export function execution(id: string): { readonly kind: string; readonly key: string } {
  return { kind: 'execution', key: id }
}

export function rowOf(changes: Partial<ExecutionRow> = {}): ExecutionRow {
  return {
    namespace: 'company.team',
    flowId: 'flow',
    flowRevision: 1,
    state: 'RUNNING',
    startedAt: START_AT,
    labels: [],
    ...changes,
  }
}

/** The first commit of a live execution, changed by `changes`. */
export function created(id: string, changes: Partial<EntityChange> = {}): EntityChange {
  return {
    ref: execution(id),
    expectedVersion: 0,
    body: `{"id":"${id}"}`,
    isLive: true,
    parts: [],
    row: rowOf(),
    ...changes,
  }
}

/** The end of an execution at version 1. */
export function ended(id: string, row: Partial<ExecutionRow> = {}): EntityChange {
  return {
    ref: execution(id),
    expectedVersion: 1,
    body: '{}',
    isLive: false,
    parts: [],
    row: rowOf({ state: 'SUCCESS', endedAt: START_AT + 1000, ...row }),
  }
}

export function logOf(changes: Partial<LogEntry> = {}): LogEntry {
  return {
    executionId: 'execution' as ExecutionId,
    namespace: 'company.team',
    flowId: 'flow',
    taskId: 'task',
    taskRunId: 'run' as TaskRunId,
    attempt: 1,
    sequence: 1,
    at: START_AT,
    level: 'INFO',
    message: 'hello',
    ...changes,
  }
}

export function metricOf(changes: Partial<MetricEntry> = {}): MetricEntry {
  return {
    executionId: 'execution' as ExecutionId,
    namespace: 'company.team',
    flowId: 'flow',
    taskId: 'task',
    taskRunId: 'run' as TaskRunId,
    attempt: 1,
    sequence: 1,
    at: START_AT,
    name: 'rows',
    type: 'counter',
    value: 2.5,
    ...changes,
  }
}

export const BUDGET = { budgetMs: 60_000 } as const
