// `core/kv-set`: keeps a value under a key of a namespace.

import { defineTask, MillraceError, parseDuration, Type } from '@millrace/sdk-plugin'
import type { Json } from '@millrace/sdk-plugin'
import { namespaceProperty } from '../namespace-property.ts'
import { keyProperty } from './key.ts'
import { typedValue, valueType } from './typed-value.ts'

function ttlOf(text: string): number {
  const ttlMs = parseDuration(text)
  if (ttlMs !== undefined && ttlMs > 0) return ttlMs
  throw new MillraceError('MR_TASK_PROPERTY', `\`ttl\` is no ISO-8601 duration: ${text.slice(0, 100)}`)
}

export const kvSet = defineTask({
  type: 'core/kv-set',
  aliases: ['io.kestra.plugin.core.kv.Set'],
  title: 'Set a key',
  description: 'Keeps a value under a key of a namespace, for other tasks, flows and executions.',
  properties: Type.Object({
    key: keyProperty,
    value: Type.Unsafe<Json>({ title: 'Value', description: 'Of any shape.' }),
    namespace: namespaceProperty,
    kvType: Type.Optional(valueType),
    overwrite: Type.Optional(
      Type.Boolean({ title: 'Overwrite', description: 'False: fails when the key exists.', default: true }),
    ),
    ttl: Type.Optional(
      Type.String({ title: 'Time to live', description: 'After this ISO-8601 duration the key is gone.' }),
    ),
    kvDescription: Type.Optional(Type.String({ title: 'Description', description: 'What the key is for.' })),
  }),
  examples: [
    {
      title: 'Keep a value for an hour and read it',
      flow: 'id: keep-value\nnamespace: examples\ntasks:\n  - id: keep\n    type: core/kv-set\n    key: last-order\n    value: { number: 7 }\n    ttl: PT1H\n  - id: read\n    type: core/return\n    format: "{{ kv(\'last-order\').number }}"\n',
    },
  ],
  async run({ platform, message }, { key, value, namespace, kvType, overwrite, ttl, kvDescription }) {
    await platform.kv.set(namespace ?? message.namespace, key, typedValue(value, kvType), {
      overwrite: overwrite ?? true,
      ...(ttl === undefined ? {} : { ttlMs: ttlOf(ttl) }),
      ...(kvDescription === undefined ? {} : { description: kvDescription }),
    })
  },
})
