// The flow controls: task types that the engine fulfils itself. Data alone: names, property schemas and where child
// tasks stand, for whoever validates, compiles or documents a flow.

import {
  EachProperties,
  ExitProperties,
  ForEachProperties,
  IfProperties,
  LabelsProperties,
  LoopUntilProperties,
  Nothing,
  ParallelProperties,
  PauseProperties,
  SetVariablesProperties,
  SleepProperties,
  SubflowProperties,
  SwitchProperties,
  UnsetVariablesProperties,
} from './control-properties.ts'
import { isJsonObject, type JsonObject } from '../json.ts'

/** What a control does; the engine has one rule a kind. Several types may share one. */
export type ControlKind =
  | 'sequential'
  | 'parallel'
  | 'dag'
  | 'if'
  | 'switch'
  | 'for-each'
  | 'loop-until'
  | 'allow-failure'
  | 'pause'
  | 'sleep'
  | 'labels'
  | 'set-variables'
  | 'unset-variables'
  | 'exit'
  | 'subflow'

export interface Control {
  readonly kind: ControlKind
  /** Short name. */
  readonly type: string
  /** Kestra's names, newest first. */
  readonly aliases: readonly string[]
  readonly title: string
  readonly description: string
  /** JSON Schema of the properties beyond those of every task and beyond those that hold child tasks. */
  readonly properties: object
  /**
   * Properties that hold its child tasks: a list of them, or a map of lists. A control that has any may also have
   * `errors` and `finally`, lists of tasks that run after a failure, and always at the end.
   */
  readonly branches: readonly string[]
  /** Those among `branches` that must be there. */
  readonly required: readonly string[]
  /** Names of its outputs, where the names that follow `outputs.id` are known. */
  readonly outputs?: readonly string[]
  /** Children run once for each value: their outputs nest by it, and `taskrun.value` is set. */
  readonly isLoop: boolean
}

const TASKS = { branches: ['tasks'], required: ['tasks'] } as const

/** Every control, by kind. */
export const CONTROLS: readonly Control[] = [
  {
    kind: 'sequential',
    type: 'core/sequential',
    title: 'Run tasks one after the other',
    aliases: ['io.kestra.plugin.core.flow.Sequential', 'io.kestra.core.tasks.flows.Sequential'],
    description: 'Groups tasks that run in order, with error handlers of their own.',
    properties: Nothing,
    ...TASKS,
    isLoop: false,
  },
  {
    kind: 'parallel',
    type: 'core/parallel',
    title: 'Run tasks at the same time',
    aliases: ['io.kestra.plugin.core.flow.Parallel', 'io.kestra.core.tasks.flows.Parallel'],
    description: 'Starts its tasks at once, or as many at a time as `concurrent` says.',
    properties: ParallelProperties,
    ...TASKS,
    isLoop: false,
  },
  {
    kind: 'if',
    type: 'core/if',
    title: 'Run tasks on a condition',
    aliases: ['io.kestra.plugin.core.flow.If', 'io.kestra.core.tasks.flows.If'],
    description: 'Runs the tasks of `then` when the condition holds, else those of `else`.',
    properties: IfProperties,
    branches: ['then', 'else'],
    required: ['then'],
    isLoop: false,
  },
  {
    kind: 'for-each',
    type: 'core/for-each',
    title: 'Run tasks for each value',
    aliases: ['io.kestra.plugin.core.flow.ForEach', 'io.kestra.core.tasks.flows.ForEach'],
    description: 'Runs its tasks once for each value, one value after the other or several at once.',
    properties: ForEachProperties,
    ...TASKS,
    isLoop: true,
  },
  {
    kind: 'sleep',
    type: 'core/sleep',
    title: 'Wait for a while',
    aliases: ['io.kestra.plugin.core.flow.Sleep', 'io.kestra.core.tasks.flows.Sleep'],
    description: 'Waits without holding a worker; the wait survives a restart.',
    properties: SleepProperties,
    branches: [],
    required: [],
    isLoop: false,
  },
  {
    kind: 'dag',
    type: 'core/dag',
    title: 'Run tasks in the order of their dependencies',
    aliases: ['io.kestra.plugin.core.flow.Dag', 'io.kestra.core.tasks.flows.Dag'],
    description: 'Starts each task when those that it depends on have ended.',
    properties: ParallelProperties,
    ...TASKS,
    isLoop: false,
  },
  {
    kind: 'switch',
    type: 'core/switch',
    title: 'Run the tasks of a case',
    aliases: ['io.kestra.plugin.core.flow.Switch', 'io.kestra.core.tasks.flows.Switch'],
    description:
      'Runs the tasks of the case that equals the value, else those of `defaults`; fails when there are neither.',
    properties: SwitchProperties,
    branches: ['cases', 'defaults'],
    required: [],
    isLoop: false,
  },
  {
    kind: 'for-each',
    type: 'core/each-sequential',
    title: 'Run tasks for each value, in order',
    aliases: ['io.kestra.plugin.core.flow.EachSequential', 'io.kestra.core.tasks.flows.EachSequential'],
    description: 'The older form of ForEach: one value after the other.',
    properties: EachProperties,
    ...TASKS,
    isLoop: true,
  },
  {
    kind: 'for-each',
    type: 'core/each-parallel',
    title: 'Run tasks for each value, at the same time',
    aliases: ['io.kestra.plugin.core.flow.EachParallel', 'io.kestra.core.tasks.flows.EachParallel'],
    description: 'The older form of ForEach: all tasks of all values at once.',
    properties: EachProperties,
    ...TASKS,
    isLoop: true,
  },
  {
    kind: 'loop-until',
    type: 'core/loop-until',
    title: 'Run tasks until a condition holds',
    aliases: [
      'io.kestra.plugin.core.flow.LoopUntil',
      'io.kestra.plugin.core.flow.WaitFor',
      'io.kestra.core.tasks.flows.WaitFor',
    ],
    description: 'Repeats its tasks, waiting between the turns without a worker.',
    properties: LoopUntilProperties,
    ...TASKS,
    isLoop: false,
  },
  {
    kind: 'allow-failure',
    type: 'core/allow-failure',
    title: 'Go on after a failure',
    aliases: ['io.kestra.plugin.core.flow.AllowFailure', 'io.kestra.core.tasks.flows.AllowFailure'],
    description: 'Runs its tasks in order; when one fails it ends in WARNING.',
    properties: Nothing,
    ...TASKS,
    isLoop: false,
  },
  {
    kind: 'pause',
    type: 'core/pause',
    title: 'Wait for somebody, or for a while',
    aliases: ['io.kestra.plugin.core.flow.Pause', 'io.kestra.core.tasks.flows.Pause'],
    description: 'Pauses the execution until it is resumed, its delay is over, or its time-out fails it.',
    properties: PauseProperties,
    branches: ['tasks'],
    required: [],
    isLoop: false,
  },
  {
    kind: 'labels',
    type: 'core/labels',
    title: 'Set labels',
    aliases: ['io.kestra.plugin.core.execution.Labels', 'io.kestra.core.tasks.executions.Labels'],
    description: 'Adds labels to the running execution, or changes them.',
    properties: LabelsProperties,
    branches: [],
    required: [],
    isLoop: false,
  },
  {
    kind: 'set-variables',
    type: 'core/set-variables',
    title: 'Set variables',
    aliases: ['io.kestra.plugin.core.execution.SetVariables'],
    description: 'Sets variables of the running execution.',
    properties: SetVariablesProperties,
    branches: [],
    required: [],
    isLoop: false,
  },
  {
    kind: 'unset-variables',
    type: 'core/unset-variables',
    title: 'Remove variables',
    aliases: ['io.kestra.plugin.core.execution.UnsetVariables'],
    description: 'Removes variables of the running execution.',
    properties: UnsetVariablesProperties,
    branches: [],
    required: [],
    isLoop: false,
  },
  {
    kind: 'exit',
    type: 'core/exit',
    title: 'End the execution',
    aliases: ['io.kestra.plugin.core.execution.Exit'],
    description: 'Ends the execution in a given state; what runs is killed.',
    properties: ExitProperties,
    branches: [],
    required: [],
    isLoop: false,
  },
  {
    kind: 'subflow',
    type: 'core/subflow',
    title: 'Run another flow',
    aliases: [
      'io.kestra.plugin.core.flow.Subflow',
      'io.kestra.plugin.core.flow.Flow',
      'io.kestra.core.tasks.flows.Subflow',
      'io.kestra.core.tasks.flows.Flow',
    ],
    description: 'Runs an execution of another flow, and takes over how it ended and its outputs.',
    properties: SubflowProperties,
    outputs: ['executionId', 'state', 'outputs'],
    branches: [],
    required: [],
    isLoop: false,
  },
]

const BY_NAME: ReadonlyMap<string, Control> = new Map(
  CONTROLS.flatMap((control) => [control.type, ...control.aliases].map((name) => [name, control] as const)),
)

/** The control of this type name or alias; undefined for the types of plugins. */
export function controlOf(type: string): Control | undefined {
  return BY_NAME.get(type)
}

/** The properties of a control that hold child tasks, its handlers counted. */
export function childProperties(control: Control): readonly string[] {
  return control.branches.length === 0 ? [] : [...control.branches, 'errors', 'finally']
}

/** An entry of a Dag: a task and the ids of those that it waits for. Undefined for what is a task itself. */
export function dagEntryOf(
  entry: unknown,
): { readonly task: JsonObject; readonly dependsOn: readonly string[] } | undefined {
  if (!isJsonObject(entry) || entry['type'] !== undefined || !isJsonObject(entry['task'])) return undefined
  const dependsOn = entry['dependsOn']
  return { task: entry['task'], dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [] }
}
