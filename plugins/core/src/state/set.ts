// `core/state-set`: merges data into a state that outlives the execution.

import { defineTask, Type } from '@millrace/sdk-plugin'
import type { JsonObject } from '@millrace/sdk-plugin'
import { readState, stateKey, stateProperties } from './state-key.ts'

export const stateSet = defineTask({
  type: 'core/state-set',
  aliases: ['io.kestra.plugin.core.state.Set', 'io.kestra.core.tasks.states.Set'],
  title: 'Set a state',
  description:
    'Merges data into a state of the flow that outlives the execution. Key-value pairs (`core/kv-set`) do the same with less.',
  properties: Type.Object({
    ...stateProperties,
    data: Type.Optional(
      Type.Unsafe<JsonObject>({
        type: 'object',
        title: 'Data',
        description: 'Replaces entries of the same name; the others stay.',
        additionalProperties: true,
      }),
    ),
  }),
  outputs: Type.Object({
    count: Type.Integer({ title: 'How many entries the state has' }),
    key: Type.String({ title: 'Where it is kept' }),
  }),
  examples: [
    {
      title: 'Count executions',
      flow: 'id: count-executions\nnamespace: examples\ntasks:\n  - id: before\n    type: core/state-get\n  - id: after\n    type: core/state-set\n    data:\n      count: "{{ (outputs.before.data.count ?? 0) + 1 }}"\n',
    },
  ],
  async run(context, { data, ...options }) {
    const key = stateKey(context, options)
    const state = { ...(await readState(context, key)), ...data }
    await context.platform.kv.set(context.message.namespace, key, state)
    return { count: Object.keys(state).length, key }
  },
})
