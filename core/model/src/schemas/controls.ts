// The flow controls: task types that the engine fulfils itself. Data alone: names, property schemas and where child
// tasks stand, for whoever validates, compiles or documents a flow.

import Type from 'typebox'

/** What a control does; the engine has one rule a kind. */
export type ControlKind = 'sequential' | 'parallel' | 'if' | 'for-each' | 'sleep'

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
  /** Children run once for each value: their outputs nest by it, and `taskrun.value` is set. */
  readonly isLoop: boolean
}

const TASKS = { branches: ['tasks'], required: ['tasks'] } as const

const closed = { additionalProperties: false }
const lanes = (byDefault: number, description: string) => Type.Integer({ minimum: 0, default: byDefault, description })

const Nothing = Type.Object({}, closed)

const ParallelProperties = Type.Object(
  {
    concurrent: Type.Optional(lanes(0, 'How many children run at once; 0 for all.')),
  },
  closed,
)

const IfProperties = Type.Object(
  {
    condition: Type.Union([Type.String(), Type.Boolean(), Type.Number()], {
      description: 'The tasks of `then` run when this is true, those of `else` when it is not.',
    }),
  },
  closed,
)

const ForEachProperties = Type.Object(
  {
    values: Type.Union([Type.String(), Type.Array(Type.Unknown()), Type.Record(Type.String(), Type.Unknown())], {
      description: 'A list, or an expression or JSON text that gives one.',
    }),
    concurrencyLimit: Type.Optional(lanes(1, 'How many values are worked on at once; 0 for all.')),
  },
  closed,
)

const SleepProperties = Type.Object(
  {
    duration: Type.String({ description: 'An ISO-8601 duration, for example PT5S.' }),
  },
  closed,
)

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
