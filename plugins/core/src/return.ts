// `core/return`: gives a rendered text as its output, to try expressions and to hand values on.

import { defineTask, Type } from '@millrace/sdk-plugin'

export const returnTask = defineTask({
  type: 'core/return',
  aliases: ['io.kestra.plugin.core.debug.Return', 'io.kestra.core.tasks.debugs.Return'],
  title: 'Return a value',
  description: 'Renders `format` and gives it as the output `value`. Counts its length and the time it took.',
  properties: Type.Object({
    format: Type.Optional(Type.String({ title: 'Text', description: 'The text to render.' })),
  }),
  outputs: Type.Object({
    value: Type.Optional(Type.String({ title: 'The rendered text' })),
  }),
  examples: [
    {
      title: 'Give the id of the execution',
      flow: 'id: return-id\nnamespace: examples\ntasks:\n  - id: give\n    type: core/return\n    format: "{{ execution.id }}"\n',
    },
  ],
  run(context, { format }) {
    const startedAt = performance.now()
    context.metric({ name: 'length', type: 'counter', value: format?.length ?? 0 })
    context.metric({ name: 'duration', type: 'timer', value: performance.now() - startedAt })
    return format === undefined ? {} : { value: format }
  },
})
