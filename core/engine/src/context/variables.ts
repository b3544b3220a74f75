// The names that an expression of a task run (or of the execution) sees. Outputs and states of tasks are looked up when
// they are named, and only those.

import type { Json, JsonObject } from '@millrace/model'
import type { Source } from '@millrace/expression'
import type { EngineFacts } from '../command.ts'
import type { Plan } from '../plan/plan.ts'
import type { ExecutionHeader, LoopValues, NotLoaded, TaskRun } from '../state.ts'
import type { TaskRunId } from '@millrace/model'
import { instantText } from '../instant.ts'
import { TaskMap } from './task-map.ts'

/** What names are resolved from: a draft, or a state that nothing changes. */
export interface Scope {
  readonly plan: Plan
  readonly header: ExecutionHeader
  readonly facts: EngineFacts
  /** Undefined: there is none. */
  look(id: TaskRunId): TaskRun | undefined | NotLoaded
  lookValues(id: TaskRunId): LoopValues | undefined | NotLoaded
}

export type Variables = Readonly<Record<string, Source>>

/** Everything that expressions of `run` may name; of the execution as a whole when it is undefined. */
export function variablesOf(scope: Scope, run: TaskRun | undefined): Variables {
  const { header, plan, facts } = scope
  const shared = {
    flow: { id: header.flowId, namespace: header.namespace, revision: header.flowRevision, tenantId: 'main' },
    execution: executionVariables(header),
    ...(Object.keys(header.inputs).length === 0 ? {} : { inputs: header.inputs as Source }),
    vars: { ...plan.variables, ...header.variables } as Source,
    labels: nested(header.labels) as Source,
    outputs: new TaskMap(scope, 'outputs'),
    tasks: new TaskMap(scope, 'state'),
    globals: facts.globals as Source,
    envs: facts.envs as Source,
    namespace: {},
    ...(header.trigger?.variables === undefined ? {} : { trigger: header.trigger.variables as Source }),
  }
  return run === undefined ? shared : { ...shared, ...taskVariables(scope, run) }
}

function executionVariables(header: ExecutionHeader): Source {
  return {
    id: header.id,
    startDate: instantText(header.createdAt),
    originalId: header.originalId,
    state: header.state,
  }
}

function taskVariables(scope: Scope, run: TaskRun): Record<string, Source> {
  const task = scope.plan.tasks.get(run.taskId)?.task
  const parents = parentsOf(scope, run)
  return {
    task: { id: run.taskId, type: task?.type ?? '' },
    taskrun: {
      id: run.id,
      startDate: instantText(run.history[0]?.at ?? 0),
      attemptsCount: Math.max(0, run.attempts.length - 1),
      ...(run.parentId === undefined ? {} : { parentId: run.parentId }),
      ...(run.value === undefined ? {} : { value: run.value }),
      ...(run.iteration === undefined ? {} : { iteration: run.iteration }),
    },
    ...(parents.length === 0 ? {} : { parent: parents[0] as Source, parents }),
  }
}

/** The containers above a task run, nearest first; those that have neither a value nor outputs are left out. */
function parentsOf(scope: Scope, run: TaskRun): Source[] {
  const parents: Source[] = []
  let id = run.parentId
  while (id !== undefined) {
    const found = scope.look(id)
    // The containers above a task run that is being decided are always loaded with it.
    if (found === undefined || typeof found === 'symbol') break
    if (found.value !== undefined || found.outputs !== undefined) {
      parents.push({
        ...(found.value === undefined ? {} : { taskrun: { value: found.value } }),
        ...(found.outputs === undefined ? {} : { outputs: found.outputs as Source }),
      })
    }
    id = found.parentId
  }
  return parents
}

/** Labels as a tree: `system.correlationId` is found below `labels.system`. */
function nested(labels: readonly { readonly key: string; readonly value: string }[]): JsonObject {
  const tree: Record<string, Json> = {}
  for (const { key, value } of labels) {
    const segments = key.split('.')
    let place = tree
    for (const segment of segments.slice(0, -1)) {
      const below = place[segment]
      const next =
        typeof below === 'object' && below !== null && !Array.isArray(below) ? { ...(below as JsonObject) } : {}
      place[segment] = next
      place = next
    }
    place[segments.at(-1) ?? key] = value
  }
  return tree
}
