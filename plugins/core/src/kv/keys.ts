// `core/kv-keys`: lists the keys of a namespace.

import { defineTask, Type } from '@millrace/sdk-plugin'
import { namespaceProperty } from '../namespace-property.ts'

export const kvKeys = defineTask({
  type: 'core/kv-keys',
  aliases: ['io.kestra.plugin.core.kv.GetKeys'],
  title: 'List keys',
  description: 'Lists the keys of a namespace, in order.',
  properties: Type.Object({
    prefix: Type.Optional(Type.String({ title: 'Prefix', description: 'Only keys that begin with it.' })),
    namespace: namespaceProperty,
  }),
  outputs: Type.Object({ keys: Type.Array(Type.String(), { title: 'Keys' }) }),
  examples: [
    {
      title: 'List keys by their prefix',
      flow: 'id: list-keys\nnamespace: examples\ntasks:\n  - id: keep\n    type: core/kv-set\n    key: city-paris\n    value: 2.1\n  - id: cities\n    type: core/kv-keys\n    prefix: city-\n',
    },
  ],
  async run({ platform, message }, { prefix, namespace }) {
    return { keys: [...(await platform.kv.list(namespace ?? message.namespace, prefix ?? ''))] }
  },
})
