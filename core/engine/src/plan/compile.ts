// Compiles a flow: applies plugin defaults, leaves out disabled tasks, finds controls and inherited retries.

import {
  childProperties,
  controlOf,
  dagEntryOf,
  jsonText,
  type Control,
  type Flow,
  type Json,
  type PluginDefault,
  type Task,
} from '@millrace/model'
import { parse, type Parsed } from '@millrace/expression'
import type { Phase } from '../state.ts'
import { withDefaults } from './defaults.ts'
import type { Lists, Plan, PlanTask } from './plan.ts'
import { readsOf } from './reads.ts'
import { serviceLevelsOf } from './service-level.ts'
import { retryPolicyOf, type RetryPolicy } from './retry.ts'

export interface CompileOptions {
  /** Plugin defaults of the server; those of the flow come before them, forced ones win over the task. */
  readonly defaults: readonly PluginDefault[]
}

interface Place {
  readonly parent: PlanTask | undefined
  readonly phase: Phase
  readonly branch: string
  readonly retry: RetryPolicy | undefined
}

interface Compilation {
  readonly defaults: readonly PluginDefault[]
  readonly tasks: Map<string, PlanTask>
}

/** Compiles a validated flow. Never fails: what is wrong with a flow is the validator's to say. */
export function compileFlow(flow: Flow, options: CompileOptions): Plan {
  const compilation: Compilation = { defaults: [...(flow.pluginDefaults ?? []), ...options.defaults], tasks: new Map() }
  const retry = flow.retry === undefined ? undefined : retryPolicyOf(flow.retry)
  const list = (tasks: readonly Task[] | undefined, phase: Phase): readonly PlanTask[] =>
    compileList(compilation, tasks, { parent: undefined, phase, branch: 'tasks', retry })
  const root: Lists = {
    branches: { tasks: list(flow.tasks, 'main') },
    errors: list(flow.errors, 'errors'),
    finally: list(flow.finally, 'finally'),
    afterExecution: list(flow.afterExecution, 'afterExecution'),
  }
  return {
    flow,
    root,
    tasks: compilation.tasks,
    variables: flow.variables ?? {},
    outputs: flow.outputs ?? [],
    retry,
    serviceLevels: serviceLevelsOf(flow),
  }
}

function compileList(compilation: Compilation, tasks: unknown, place: Place): readonly PlanTask[] {
  if (!Array.isArray(tasks)) return []
  const entries = (tasks as readonly Task[]).map((entry) => dagEntryOf(entry) ?? { task: entry, dependsOn: [] })
  return entries
    .filter(({ task }) => task['disabled'] !== true)
    .map(({ task, dependsOn }, position) =>
      compileTask(compilation, { task: task as Task, dependsOn, position }, place),
    )
}

interface Entry {
  readonly task: Task
  readonly dependsOn: readonly string[]
  readonly position: number
}

function compileTask(compilation: Compilation, { task: written, dependsOn, position }: Entry, place: Place): PlanTask {
  const task = withDefaults(written, compilation.defaults)
  const control = controlOf(task.type)
  const retry = task.retry === undefined ? place.retry : retryPolicyOf(task.retry)
  const branches: Record<string, readonly PlanTask[]> = {}
  const lists = { branches, errors: [] as readonly PlanTask[], finally: [] as readonly PlanTask[], afterExecution: [] }
  const plan: PlanTask = {
    id: task.id,
    task,
    kind: control?.kind ?? 'attempt',
    parent: place.parent,
    phase: place.phase,
    branch: place.branch,
    position,
    lists,
    retry,
    runIf: task.runIf === true ? undefined : conditionOf(task.runIf),
    condition: conditionOf(task['condition'] as Json | undefined),
    dependsOn,
    isLoop: control?.isLoop ?? false,
    reads: readsOf(task, new Set(control === undefined ? [] : childProperties(control))),
  }
  compilation.tasks.set(task.id, plan)
  if (control !== undefined) compileChildren(compilation, plan, control, lists)
  return plan
}

function compileChildren(
  compilation: Compilation,
  parent: PlanTask,
  control: Control,
  lists: { branches: Record<string, readonly PlanTask[]>; errors: readonly PlanTask[]; finally: readonly PlanTask[] },
): void {
  const compile = (tasks: unknown, phase: Phase, branch: string): readonly PlanTask[] =>
    compileList(compilation, tasks, { parent, phase, branch, retry: parent.retry })
  for (const property of control.branches) {
    const value = parent.task[property]
    if (Array.isArray(value)) lists.branches[property] = compile(value, 'main', property)
    else
      for (const [key, tasks] of Object.entries(value ?? {}))
        lists.branches[`${property}.${key}`] = compile(tasks, 'main', `${property}.${key}`)
  }
  lists.errors = compile(parent.task['errors'], 'errors', 'tasks')
  lists.finally = compile(parent.task['finally'], 'finally', 'tasks')
}

function conditionOf(condition: Json | undefined): Parsed | undefined {
  if (condition === undefined || condition === null) return undefined
  return parse(jsonText(condition))
}
