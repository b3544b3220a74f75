// `core/state-delete`: removes a state.

import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import { stateKey, stateProperties } from './state-key.ts'

export const stateDelete = defineTask({
  type: 'core/state-delete',
  aliases: ['io.kestra.plugin.core.state.Delete', 'io.kestra.core.tasks.states.Delete'],
  title: 'Delete a state',
  description: 'Removes a state of the flow.',
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
  outputs: Type.Object({ deleted: Type.Boolean({ title: 'Whether there was such a state' }) }),
  examples: [
    {
      title: 'Forget a state',
      flow: 'id: forget-state\nnamespace: examples\ntasks:\n  - id: keep\n    type: core/state-set\n    data: { position: 7 }\n  - id: forget\n    type: core/state-delete\n',
    },
  ],
  async run(context, { errorOnMissing, ...options }) {
    const { platform, message } = context
    const deleted = await platform.kv.remove(message.namespace, stateKey(context, options))
    if (deleted || errorOnMissing !== true) return { deleted }
    throw new MillraceError('MR_KV_MISSING', `There is no state "${options.name ?? 'default'}".`)
  },
})
