// `core/output-values`: gives a map of values as outputs.

import { defineTask, Type } from '@millrace/sdk-plugin'
import type { JsonObject } from '@millrace/sdk-plugin'

const valuesSchema = Type.Unsafe<JsonObject>({
  type: 'object',
  title: 'Values',
  description: 'Values of any shape by name.',
  additionalProperties: true,
})

export const outputValues = defineTask({
  type: 'core/output-values',
  aliases: ['io.kestra.plugin.core.output.OutputValues'],
  title: 'Give values as outputs',
  description: 'Later tasks read them as `{{ outputs.taskId.values.name }}`.',
  properties: Type.Object({ values: Type.Optional(valuesSchema) }),
  outputs: Type.Object({ values: valuesSchema }),
  examples: [
    {
      title: 'Two values',
      flow: 'id: two-values\nnamespace: examples\ntasks:\n  - id: give\n    type: core/output-values\n    values:\n      colour: red\n      size: "{{ 6 * 7 }}"\n',
    },
  ],
  run(_context, { values }) {
    return { values: values ?? {} }
  },
})
