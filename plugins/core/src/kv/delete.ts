// `core/kv-delete`: removes a key.

import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import { namespaceProperty } from '../namespace-property.ts'
import { keyProperty } from './key.ts'

export const kvDelete = defineTask({
  type: 'core/kv-delete',
  aliases: ['io.kestra.plugin.core.kv.Delete'],
  title: 'Delete a key',
  description: 'Removes a key of a namespace.',
  properties: Type.Object({
    key: keyProperty,
    namespace: namespaceProperty,
    errorOnMissing: Type.Optional(
      Type.Boolean({
        title: 'Fail when missing',
        description: 'Whether an absent key fails the task.',
        default: false,
      }),
    ),
  }),
  outputs: Type.Object({ deleted: Type.Boolean({ title: 'Whether there was such a key' }) }),
  examples: [
    {
      title: 'Remove a key',
      flow: 'id: remove-key\nnamespace: examples\ntasks:\n  - id: keep\n    type: core/kv-set\n    key: for-a-moment\n    value: here\n  - id: remove\n    type: core/kv-delete\n    key: for-a-moment\n',
    },
  ],
  async run({ platform, message }, { key, namespace, errorOnMissing }) {
    const place = namespace ?? message.namespace
    const deleted = await platform.kv.remove(place, key)
    if (deleted || errorOnMissing !== true) return { deleted }
    throw new MillraceError('MR_KV_MISSING', `There is no key "${key}" in the namespace "${place}".`)
  },
})
