// `core/kv-get`: reads the value of a key.

import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import type { Json } from '@millrace/sdk-plugin'
import { namespaceProperty } from '../namespace-property.ts'
import { keyProperty } from './key.ts'

export const kvGet = defineTask({
  type: 'core/kv-get',
  aliases: ['io.kestra.plugin.core.kv.Get'],
  title: 'Get a key',
  description: 'Reads the value of a key of a namespace.',
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
  outputs: Type.Object({
    value: Type.Optional(Type.Unsafe<Json>({ title: 'Value', description: 'Absent where there is no such key.' })),
  }),
  examples: [
    {
      title: 'Read a key that may be absent',
      flow: 'id: read-key\nnamespace: examples\ntasks:\n  - id: read\n    type: core/kv-get\n    key: absent-key\n  - id: say\n    type: core/log\n    message: "{{ outputs.read.value ?? \'nothing yet\' }}"\n',
    },
  ],
  async run({ platform, message }, { key, namespace, errorOnMissing }) {
    const place = namespace ?? message.namespace
    const value = await platform.kv.get(place, key)
    if (value !== undefined) return { value }
    if (errorOnMissing !== true) return {}
    throw new MillraceError('MR_KV_MISSING', `There is no key "${key}" in the namespace "${place}".`)
  },
})
