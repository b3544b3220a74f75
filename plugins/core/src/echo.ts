// `core/echo`: the older form of `core/log`, kept for flows that use it.

import { defineTask, Type } from '@millrace/sdk-plugin'
import { logLevelSchema } from './log.ts'

export const echo = defineTask({
  type: 'core/echo',
  aliases: ['io.kestra.plugin.core.debug.Echo', 'io.kestra.core.tasks.debugs.Echo'],
  title: 'Write a text to the log',
  description: 'The older form of `core/log`.',
  properties: Type.Object({
    format: Type.Optional(Type.String({ title: 'Text' })),
    level: Type.Optional(logLevelSchema),
  }),
  run(context, properties) {
    context.log(properties.level ?? 'INFO', properties.format ?? '')
  },
})
