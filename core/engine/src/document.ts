// The execution document of the API, from a state whose task runs are all loaded.

import {
  formatDuration,
  isTerminal,
  type AttemptDocument,
  type ExecutionDocument,
  type State,
  type StateDocument,
  type StateEntry,
  type TaskRunDocument,
} from '@millrace/model'
import { instantText } from './instant.ts'
import type { Attempt, ExecutionHeader, ExecutionState, TaskRun } from './state.ts'

/** Kestra 1.x JSON of an execution; durations of what still runs are up to `now`. */
export function toDocument(state: ExecutionState, now: number): ExecutionDocument {
  const { header, table } = state
  const runs = [...table.runs.values()].sort((left, right) => left.order - right.order)
  return {
    id: header.id,
    namespace: header.namespace,
    flowId: header.flowId,
    flowRevision: header.flowRevision,
    taskRunList: runs.map((run) => taskRunDocument(header, run, now)),
    inputs: header.inputs,
    ...(header.outputs === undefined ? {} : { outputs: header.outputs }),
    ...(header.variables === undefined ? {} : { variables: header.variables }),
    labels: header.labels,
    state: stateDocument(header.state, header.history, now),
    originalId: header.originalId,
    ...(header.parentId === undefined ? {} : { parentId: header.parentId }),
    ...(header.trigger === undefined ? {} : { trigger: header.trigger }),
    ...(header.scheduledAt === undefined ? {} : { scheduleDate: instantText(header.scheduledAt) }),
    deleted: false,
    metadata: { attemptNumber: header.attemptNumber, originalCreatedDate: instantText(header.createdAt) },
    ...(header.error === undefined ? {} : { error: header.error }),
  }
}

function taskRunDocument(header: ExecutionHeader, run: TaskRun, now: number): TaskRunDocument {
  return {
    id: run.id,
    executionId: header.id,
    namespace: header.namespace,
    flowId: header.flowId,
    taskId: run.taskId,
    ...(run.parentId === undefined ? {} : { parentTaskRunId: run.parentId }),
    ...(run.value === undefined ? {} : { value: run.value }),
    ...(run.iteration === undefined ? {} : { iteration: run.iteration }),
    ...(run.attempts.length === 0 ? {} : { attempts: run.attempts.map((attempt) => attemptDocument(attempt, now)) }),
    ...(run.outputs === undefined ? {} : { outputs: run.outputs }),
    state: stateDocument(run.state, run.history, now),
  }
}

function attemptDocument(attempt: Attempt, now: number): AttemptDocument {
  return { state: stateDocument(attempt.history.at(-1)?.state ?? 'CREATED', attempt.history, now) }
}

function stateDocument(current: State, history: readonly StateEntry[], now: number): StateDocument {
  const startedAt = history[0]?.at ?? now
  const endedAt = isTerminal(current) ? history.at(-1)?.at : undefined
  return {
    current,
    histories: history.map(({ state, at }) => ({ state, date: instantText(at) })),
    startDate: instantText(startedAt),
    ...(endedAt === undefined ? {} : { endDate: instantText(endedAt) }),
    duration: formatDuration((endedAt ?? now) - startedAt),
  }
}
