// The keys of `millrace.yml`. Sections of adapters (`sqlite: {…}`) come beside these; their schemas belong to the adapters.

import Type from 'typebox'

const closed = { additionalProperties: false } as const

/** A short name, a package name, or an object with `type` and the adapter's options. */
const adapterChoice = (description: string) =>
  Type.Unsafe<string | { readonly type: string; readonly [option: string]: unknown }>({
    type: ['string', 'object'],
    minLength: 1,
    properties: { type: { type: 'string', minLength: 1 } },
    required: ['type'],
    description,
  })

const Server = Type.Object(
  {
    host: Type.Optional(Type.String({ description: 'Address to listen on; 127.0.0.1 unless told.' })),
    port: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 65535, description: '8080 unless told; 0 for any free one.' }),
    ),
    worker: Type.Optional(
      Type.Object(
        {
          threads: Type.Optional(
            Type.Integer({ minimum: 1, description: 'Attempts at a time; 8 × the cores unless told.' }),
          ),
        },
        closed,
      ),
    ),
    executor: Type.Optional(
      Type.Object(
        {
          lanes: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 64,
              description: 'Executor loops; as many as the queue asks for unless told.',
            }),
          ),
        },
        closed,
      ),
    ),
    retention: Type.Optional(
      Type.Object(
        {
          age: Type.String({
            format: 'age',
            description: 'ISO-8601 duration; ended executions older than this are removed.',
          }),
        },
        closed,
      ),
    ),
  },
  closed,
)

const PluginDefault = Type.Object(
  {
    type: Type.String({ description: 'A task type, or the beginning of several (`script`).' }),
    values: Type.Record(Type.String(), Type.Unknown(), { description: 'Properties, as a task would have them.' }),
    forced: Type.Optional(Type.Boolean({ description: 'They go before those of the task; false unless told.' })),
  },
  closed,
)

export const ConfigSchema = Type.Object(
  {
    data: Type.Optional(
      Type.String({ minLength: 1, description: 'Folder of databases and files; `.millrace` unless told.' }),
    ),
    server: Type.Optional(Server),
    queue: Type.Optional(adapterChoice('What carries messages; `sqlite` unless told.')),
    repository: Type.Optional(adapterChoice('What keeps executions, flows and logs; `sqlite` unless told.')),
    storage: Type.Optional(adapterChoice('Where files are; `local` unless told.')),
    secrets: Type.Optional(adapterChoice('Where secrets come from; `local` unless told.')),
    plugins: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: 'Packages or folders (`./…`, from this file) with task types, beside those that ship.',
      }),
    ),
    variables: Type.Optional(
      Type.Object(
        {
          globals: Type.Optional(
            Type.Record(Type.String(), Type.Unknown(), { description: '`globals.…` in expressions.' }),
          ),
          'env-prefix': Type.Optional(
            Type.String({
              description: 'Environment variables that begin so are `envs.…`, in lower case; `ENV_` unless told.',
            }),
          ),
        },
        closed,
      ),
    ),
    http: Type.Optional(
      Type.Object(
        {
          'deny-private': Type.Optional(
            Type.Boolean({
              description:
                'Whether requests of flows to private networks are refused too, beside those to metadata addresses, which always are; false unless told.',
            }),
          ),
        },
        closed,
      ),
    ),
    'plugin-defaults': Type.Optional(Type.Array(PluginDefault)),
    encryption: Type.Optional(
      Type.Object(
        {
          key: Type.String({
            minLength: 16,
            description: 'Encrypts inputs of type SECRET: base64 of 16, 24 or 32 bytes.',
          }),
        },
        closed,
      ),
    ),
    'time-zone': Type.Optional(
      Type.String({ format: 'time-zone', description: 'Of date expressions; that of the host unless told.' }),
    ),
    log: Type.Optional(
      Type.Object(
        {
          level: Type.Optional(
            Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
              description: 'What the process says of itself; `info` unless told.',
            }),
          ),
        },
        closed,
      ),
    ),
  },
  closed,
)

/** The configuration as written, once it fits the schema. */
export type WrittenConfig = Type.Static<typeof ConfigSchema>
