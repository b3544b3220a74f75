// The shape of a flow as TypeBox schemas: what every flow and every task may say. Properties of a task type stand in
// the schema of that type. Closed at the top: an unknown property is a finding.

import Type from 'typebox'
import { LOG_LEVELS } from '../flow.ts'
import { DURATION_PATTERN } from '../duration.ts'
import { CheckSchema, SlaSchema } from './service-levels.ts'

const closed = { additionalProperties: false }
const Text = Type.String()
const Duration = Type.String({ pattern: DURATION_PATTERN, title: 'an ISO-8601 duration' })

/** Every type of input and of flow output. */
export const INPUT_TYPES = [
  'STRING',
  'SELECT',
  'ENUM',
  'MULTISELECT',
  'INT',
  'FLOAT',
  'BOOLEAN',
  'BOOL',
  'DATETIME',
  'DATE',
  'TIME',
  'DURATION',
  'FILE',
  'JSON',
  'YAML',
  'URI',
  'EMAIL',
  'ARRAY',
  'SECRET',
] as const
export type InputType = (typeof INPUT_TYPES)[number]

const oneOf = <Values extends readonly string[]>(values: Values) =>
  Type.Enum([...values] as { -readonly [Index in keyof Values]: Values[Index] })

const Identifier = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: '^[a-zA-Z0-9][a-zA-Z0-9_-]*$',
  title: 'letters, digits, `_` and `-`, a letter or digit first',
})

const LabelSchema = Type.Object({ key: Type.String({ minLength: 1 }), value: Type.String({ minLength: 1 }) }, closed)

export const RetrySchema = Type.Object(
  {
    type: oneOf(['constant', 'exponential', 'random']),
    interval: Type.Optional(Duration),
    minInterval: Type.Optional(Duration),
    maxInterval: Type.Optional(Duration),
    delayFactor: Type.Optional(Type.Number({ minimum: 1 })),
    maxAttempts: Type.Optional(Type.Integer({ minimum: 1 })),
    maxDuration: Type.Optional(Duration),
    warningOnRetry: Type.Optional(Type.Boolean()),
    behavior: Type.Optional(oneOf(['RETRY_FAILED_TASK', 'CREATE_NEW_EXECUTION'])),
  },
  closed,
)

/** The properties that every task has, whatever its type. */
export const TASK_PROPERTIES = {
  id: Identifier,
  type: Type.String({ minLength: 1 }),
  description: Type.Optional(Text),
  retry: Type.Optional(RetrySchema),
  timeout: Type.Optional(Duration),
  disabled: Type.Optional(Type.Boolean()),
  runIf: Type.Optional(Type.Union([Text, Type.Boolean()])),
  allowFailure: Type.Optional(Type.Boolean()),
  allowWarning: Type.Optional(Type.Boolean()),
  logLevel: Type.Optional(oneOf(LOG_LEVELS)),
  logToFile: Type.Optional(Type.Boolean()),
  workerGroup: Type.Optional(
    Type.Object({ key: Type.Optional(Text), fallback: Type.Optional(oneOf(['FAIL', 'WAIT', 'CANCEL'])) }, closed),
  ),
  version: Type.Optional(Text),
  taskCache: Type.Optional(Type.Unknown()),
  assets: Type.Optional(Type.Unknown()),
} as const

/** A task, its type's own properties left open. */
export const TaskSchema = Type.Object(TASK_PROPERTIES, { additionalProperties: true })

/** An input; what its type adds (`values`, `min`, `validator` …) stands beside. */
export const InputSchema = Type.Object(
  {
    id: Type.String({
      minLength: 1,
      pattern: '^[a-zA-Z0-9][.a-zA-Z0-9_-]*$',
      title: 'letters, digits, `.`, `_` and `-`, a letter or digit first',
    }),
    type: oneOf(INPUT_TYPES),
    description: Type.Optional(Text),
    displayName: Type.Optional(Type.String({ maxLength: 64 })),
    required: Type.Optional(Type.Boolean()),
    defaults: Type.Optional(Type.Unknown()),
    prefill: Type.Optional(Type.Unknown()),
    dependsOn: Type.Optional(Type.Object({ inputs: Type.Array(Text), condition: Type.Optional(Text) }, closed)),
    values: Type.Optional(Type.Array(Type.Unknown())),
    expression: Type.Optional(Text),
    allowCustomValue: Type.Optional(Type.Boolean()),
    isRadio: Type.Optional(Type.Boolean()),
    autoSelectFirst: Type.Optional(Type.Boolean()),
    itemType: Type.Optional(oneOf(INPUT_TYPES.filter((type) => type !== 'ARRAY'))),
    validator: Type.Optional(Text),
    min: Type.Optional(Type.Union([Type.Number(), Text])),
    max: Type.Optional(Type.Union([Type.Number(), Text])),
    after: Type.Optional(Text),
    before: Type.Optional(Text),
    extension: Type.Optional(Text),
    accept: Type.Optional(Type.Unknown()),
    allowedFileExtensions: Type.Optional(Type.Array(Text)),
    jsonSchema: Type.Optional(Type.Unknown()),
  },
  closed,
)

export const OutputSchema = Type.Object(
  {
    id: Type.String({
      minLength: 1,
      pattern: '^[a-zA-Z0-9][.a-zA-Z0-9_-]*$',
      title: 'letters, digits, `.`, `_` and `-`, a letter or digit first',
    }),
    type: Type.Optional(oneOf(INPUT_TYPES)),
    value: Type.Unknown(),
    description: Type.Optional(Text),
    displayName: Type.Optional(Text),
    required: Type.Optional(Type.Boolean()),
    itemType: Type.Optional(oneOf(INPUT_TYPES)),
  },
  closed,
)

export const PluginDefaultSchema = Type.Object(
  {
    type: Type.String({ minLength: 1 }),
    values: Type.Record(Text, Type.Unknown()),
    forced: Type.Optional(Type.Boolean()),
  },
  closed,
)

const Tasks = Type.Array(TaskSchema, { minItems: 1 })

/** A flow in normal form. */
export const FlowSchema = Type.Object(
  {
    id: Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]*$',
      title: 'letters, digits, `.`, `_` and `-`, a letter or digit first',
    }),
    namespace: Type.String({
      minLength: 1,
      maxLength: 150,
      pattern: '^[a-z0-9][a-z0-9._-]*$',
      title: 'lower-case letters, digits, `.`, `_` and `-`, a letter or digit first',
    }),
    tenantId: Type.Optional(Type.Union([Text, Type.Null()])),
    revision: Type.Optional(Type.Integer({ minimum: 0 })),
    description: Type.Optional(Text),
    labels: Type.Optional(Type.Array(LabelSchema)),
    inputs: Type.Optional(Type.Array(InputSchema)),
    outputs: Type.Optional(Type.Array(OutputSchema)),
    variables: Type.Optional(Type.Record(Text, Type.Unknown())),
    tasks: Tasks,
    errors: Type.Optional(Tasks),
    finally: Type.Optional(Tasks),
    afterExecution: Type.Optional(Tasks),
    listeners: Type.Optional(Type.Array(Type.Unknown())),
    triggers: Type.Optional(
      Type.Array(Type.Object({ id: Identifier, type: Type.String({ minLength: 1 }) }, { additionalProperties: true })),
    ),
    pluginDefaults: Type.Optional(Type.Array(PluginDefaultSchema)),
    concurrency: Type.Optional(
      Type.Object(
        {
          limit: Type.Integer({ minimum: 1 }),
          behavior: Type.Optional(oneOf(['QUEUE', 'CANCEL', 'FAIL'])),
        },
        closed,
      ),
    ),
    retry: Type.Optional(RetrySchema),
    sla: Type.Optional(Type.Array(SlaSchema)),
    checks: Type.Optional(Type.Array(CheckSchema)),
    workerGroup: Type.Optional(TASK_PROPERTIES.workerGroup),
    disabled: Type.Optional(Type.Boolean()),
    deleted: Type.Optional(Type.Boolean()),
    draft: Type.Optional(Type.Boolean()),
  },
  closed,
)
