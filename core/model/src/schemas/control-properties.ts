// Schemas of the properties of flow controls, beyond those of every task and beyond child tasks.

import Type from 'typebox'
import { DURATION_PATTERN } from '../duration.ts'

const closed = { additionalProperties: false }
const lanes = (byDefault: number, description: string) => Type.Integer({ minimum: 0, default: byDefault, description })

const duration = (options: { readonly description: string; readonly default?: string }) =>
  Type.String({ pattern: DURATION_PATTERN, title: 'an ISO-8601 duration', ...options })

export const Nothing = Type.Object({}, closed)

export const ParallelProperties = Type.Object(
  {
    concurrent: Type.Optional(lanes(0, 'How many children run at once; 0 for all.')),
  },
  closed,
)

export const IfProperties = Type.Object(
  {
    condition: Type.Union([Type.String(), Type.Boolean(), Type.Number()], {
      description: 'The tasks of `then` run when this is true, those of `else` when it is not.',
    }),
  },
  closed,
)

export const ForEachProperties = Type.Object(
  {
    values: Type.Union([Type.String(), Type.Array(Type.Unknown()), Type.Record(Type.String(), Type.Unknown())], {
      description: 'A list, or an expression or JSON text that gives one.',
    }),
    concurrencyLimit: Type.Optional(lanes(1, 'How many values are worked on at once; 0 for all.')),
  },
  closed,
)

export const SleepProperties = Type.Object(
  {
    duration: duration({ description: 'An ISO-8601 duration, for example PT5S.' }),
  },
  closed,
)

const switchOf = (byDefault: boolean, description: string) =>
  Type.Union([Type.Boolean(), Type.String()], { default: byDefault, description })

export const SubflowProperties = Type.Object(
  {
    namespace: Type.String({ minLength: 1, description: 'The namespace of the flow.' }),
    flowId: Type.String({ minLength: 1, description: 'The id of the flow.' }),
    revision: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1 }), Type.String()], { description: 'The newest unless told.' }),
    ),
    inputs: Type.Optional(
      Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.String()], {
        description: 'The inputs of the flow.',
      }),
    ),
    labels: Type.Optional(
      Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Array(Type.Unknown()), Type.String()], {
        description: 'Labels of the execution, beside those of its flow.',
      }),
    ),
    inheritLabels: Type.Optional(switchOf(false, 'Hand the labels of this execution down.')),
    wait: Type.Optional(switchOf(true, 'Wait until the execution has ended.')),
    transmitFailed: Type.Optional(switchOf(true, 'End as the execution did when that was FAILED, KILLED or WARNING.')),
    scheduleDate: Type.Optional(Type.String({ description: 'When the execution begins: an ISO-8601 date.' })),
    outputs: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'The older form: rendered over the outputs of the flow that is called, where it declares none.',
      }),
    ),
  },
  closed,
)

export const SwitchProperties = Type.Object(
  {
    value: Type.Union([Type.String(), Type.Boolean(), Type.Number()], {
      description: 'The text that chooses the case.',
    }),
  },
  closed,
)

export const EachProperties = Type.Object(
  {
    value: Type.Union([Type.String(), Type.Array(Type.Unknown())], {
      description: 'A list, or an expression or JSON text that gives one.',
    }),
    concurrent: Type.Optional(lanes(0, 'How many tasks run at once; 0 for all.')),
  },
  closed,
)

export const LoopUntilProperties = Type.Object(
  {
    condition: Type.Union([Type.String(), Type.Boolean()], {
      description: 'The loop ends when this is true after a turn.',
    }),
    failOnMaxReached: Type.Optional(
      Type.Boolean({ default: false, description: 'Ends FAILED when the turns or the time are used up.' }),
    ),
    checkFrequency: Type.Optional(
      Type.Object(
        {
          maxIterations: Type.Optional(
            Type.Union([Type.Integer({ minimum: 1 }), Type.String()], { default: 100, description: 'Most turns.' }),
          ),
          maxDuration: Type.Optional(
            duration({ default: 'PT1H', description: 'Longest time in all, an ISO-8601 duration.' }),
          ),
          interval: Type.Optional(
            duration({ default: 'PT1S', description: 'The wait between two turns, an ISO-8601 duration.' }),
          ),
        },
        closed,
      ),
    ),
  },
  closed,
)

export const PauseProperties = Type.Object(
  {
    delay: Type.Optional(
      duration({ description: 'Goes on after this ISO-8601 duration. Old name of `pauseDuration`.' }),
    ),
    pauseDuration: Type.Optional(
      duration({ description: 'Goes on, as `behavior` says, after this ISO-8601 duration.' }),
    ),
    behavior: Type.Optional(
      Type.Union([Type.Literal('RESUME'), Type.Literal('WARN'), Type.Literal('CANCEL'), Type.Literal('FAIL')], {
        default: 'RESUME',
        description: 'What happens when `pauseDuration` is over.',
      }),
    ),
    onResume: Type.Optional(
      Type.Array(Type.Unknown(), {
        description: 'Inputs that are asked for on resume; they become the output `onResume`.',
      }),
    ),
  },
  closed,
)

export const LabelsProperties = Type.Object(
  {
    labels: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Array(Type.Unknown()), Type.String()], {
      description: 'Labels to set: a map, a list of key and value, or JSON text of either.',
    }),
  },
  closed,
)

export const SetVariablesProperties = Type.Object(
  {
    variables: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Variables to set for the rest of the execution.',
    }),
    overwrite: Type.Optional(
      Type.Boolean({ default: true, description: 'False: fails when one of them is set already.' }),
    ),
  },
  closed,
)

export const UnsetVariablesProperties = Type.Object(
  {
    variables: Type.Array(Type.String(), { description: 'Names of variables to remove.' }),
    ignoreMissing: Type.Optional(
      Type.Boolean({ default: false, description: 'True: a variable that is not set is no failure.' }),
    ),
  },
  closed,
)

export const ExitProperties = Type.Object(
  {
    state: Type.Optional(
      Type.Union(
        ['SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'CANCELED', 'CANCELLED'].map((state) => Type.Literal(state)),
        { default: 'SUCCESS', description: 'The state in which the execution ends.' },
      ),
    ),
  },
  closed,
)
