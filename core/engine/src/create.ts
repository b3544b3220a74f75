// Making an execution, and putting decisions into the state that their owner keeps.

import type { ExecutionId, ExecutionTrigger, Instant, JsonObject, Label } from '@millrace/model'
import type { Decision } from './command.ts'
import type { Plan } from './plan/plan.ts'
import type { Caller, ExecutionState, RunTable } from './state.ts'

export interface CreateRequest {
  readonly id: ExecutionId
  /** Validated. */
  readonly inputs: JsonObject
  /** Added to those of the flow; of two with one key the later counts. */
  readonly labels: readonly Label[]
  readonly trigger?: ExecutionTrigger
  readonly parentId?: ExecutionId
  readonly originalId?: ExecutionId
  /** Is told of its end. */
  readonly caller?: Caller
  /** Begins then; at once when absent. */
  readonly scheduledAt?: Instant
  readonly now: Instant
}

/** A new execution in CREATED; `decide` with `start` begins it. Nothing is stored. */
export function createExecution(plan: Plan, request: CreateRequest): ExecutionState {
  const { id, inputs, now } = request
  const labels = new Map([...(plan.flow.labels ?? []), ...request.labels].map((label) => [label.key, label] as const))
  if (!labels.has('system.correlationId'))
    labels.set('system.correlationId', { key: 'system.correlationId', value: id })
  return {
    header: {
      id,
      namespace: plan.flow.namespace,
      flowId: plan.flow.id,
      flowRevision: plan.flow.revision,
      state: 'CREATED',
      history: [{ state: 'CREATED', at: now }],
      labels: [...labels.values()],
      inputs,
      originalId: request.originalId ?? id,
      createdAt: now,
      attemptNumber: 1,
      taskRunCount: 0,
      liveCount: 0,
      pauses: 0,
      kills: 0,
      ...(request.trigger === undefined ? {} : { trigger: request.trigger }),
      ...(request.parentId === undefined ? {} : { parentId: request.parentId }),
      ...(request.caller === undefined ? {} : { caller: request.caller }),
      ...(request.scheduledAt === undefined ? {} : { scheduledAt: request.scheduledAt }),
    },
    table: newTable(true),
  }
}

/** A table with nothing in it; complete when there is nothing elsewhere either. */
export function newTable(isComplete: boolean): RunTable {
  return { runs: new Map(), values: new Map(), absent: new Set(), isComplete, isLiveComplete: isComplete }
}

/** Puts a decision into the table, in place, and gives the state with the new header. */
export function apply(state: ExecutionState, decision: Extract<Decision, { kind: 'changed' }>): ExecutionState {
  const { table } = state
  for (const run of decision.runs) {
    table.runs.set(run.id, run)
    table.absent.delete(run.id)
  }
  for (const id of decision.removed) table.runs.delete(id)
  for (const { taskRunId, values } of decision.values) table.values.set(taskRunId, values)
  return { header: decision.header, table }
}
