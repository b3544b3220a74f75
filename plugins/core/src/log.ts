// `core/log`: writes lines to the log of the execution.

import { defineTask, LOG_LEVELS, Type } from '@millrace/sdk-plugin'

export const logLevelSchema = Type.Union(
  LOG_LEVELS.map((level) => Type.Literal(level)),
  { title: 'Level', default: 'INFO' },
)

export const log = defineTask({
  type: 'core/log',
  aliases: ['io.kestra.plugin.core.log.Log', 'io.kestra.core.tasks.log.Log'],
  title: 'Write to the log',
  description: 'Writes one log line for a text, and one for each entry of a list.',
  properties: Type.Object({
    message: Type.Union([Type.String(), Type.Array(Type.String())], {
      title: 'Message',
      description: 'A text, or a list of texts.',
    }),
    level: Type.Optional(logLevelSchema),
  }),
  examples: [
    {
      title: 'Say hello',
      flow: 'id: hello\nnamespace: examples\ntasks:\n  - id: say\n    type: core/log\n    message: Hello from {{ flow.id }}\n',
    },
  ],
  run(context, properties) {
    const lines = typeof properties.message === 'string' ? [properties.message] : properties.message
    for (const line of lines) context.log(properties.level ?? 'INFO', line)
  },
})
