// `core/state-get`: reads a state that outlives the execution.

import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import type { JsonObject } from '@millrace/sdk-plugin'
import { readState, stateKey, stateProperties } from './state-key.ts'

export const stateGet = defineTask({
  type: 'core/state-get',
  aliases: ['io.kestra.plugin.core.state.Get', 'io.kestra.core.tasks.states.Get'],
  title: 'Get a state',
  description: 'Reads the data of a state of the flow.',
  properties: Type.Object({
    ...stateProperties,
    errorOnMissing: Type.Optional(
      Type.Boolean({
        title: 'Fail when missing',
        description: 'Whether an absent state fails the task.',
        default: false,
      }),
    ),
  }),
  outputs: Type.Object({
    data: Type.Unsafe<JsonObject>({ type: 'object', title: 'Data', additionalProperties: true }),
    count: Type.Integer({ title: 'How many entries it has' }),
    key: Type.String({ title: 'Where it is kept' }),
  }),
  examples: [
    {
      title: 'Read a state that may be absent',
      flow: 'id: read-state\nnamespace: examples\ntasks:\n  - id: read\n    type: core/state-get\n    name: cursor\n  - id: say\n    type: core/log\n    message: "{{ outputs.read.data.position ?? \'from the start\' }}"\n',
    },
  ],
  async run(context, { errorOnMissing, ...options }) {
    const key = stateKey(context, options)
    const data = await readState(context, key)
    if (data === undefined && errorOnMissing === true)
      throw new MillraceError('MR_KV_MISSING', `There is no state "${options.name ?? 'default'}".`)
    return { data: data ?? {}, count: Object.keys(data ?? {}).length, key }
  },
})
