// `core/deduplicate`: of items that have the same key, keeps the last.

import { createHash } from 'node:crypto'
import { defineTask, Type } from '@millrace/sdk-plugin'
import type { AttemptContext, StorageUri } from '@millrace/sdk-plugin'
import { itemVariables } from './items.ts'
import { bytesOf, linesOf } from './lines.ts'
import { storageUri } from './uri.ts'

/** The number of the last line of each key; keys as digests, so that long ones cost no more. */
async function lastLines(context: AttemptContext, from: StorageUri, expr: string): Promise<Map<string, number>> {
  const last = new Map<string, number>()
  let number = 0
  for await (const line of linesOf(await context.storage.get(from))) {
    context.signal.throwIfAborted()
    const key = await context.render(expr, await itemVariables(context, line))
    last.set(createHash('sha256').update(JSON.stringify(key)).digest('base64').slice(0, 22), number)
    number += 1
  }
  return last
}

export const deduplicate = defineTask({
  type: 'core/deduplicate',
  aliases: ['io.kestra.plugin.core.storage.DeduplicateItems', 'io.kestra.core.tasks.storages.DeduplicateItems'],
  title: 'Drop duplicate items',
  description:
    'Of the items of a file (one a line, as JSON or Ion) that have the same key, keeps the last. Memory grows with the number of keys, not with the file.',
  properties: Type.Object({
    from: Type.String({ title: 'File', description: 'The URI of the file.' }),
    expr: Type.String({
      title: 'Key',
      description:
        'An expression on each item, for example `{{ id }}`: its fields are variables, and `item` is the whole.',
    }),
  }),
  unrendered: ['expr'],
  outputs: Type.Object({
    uri: Type.String({ title: 'URI of the file without duplicates' }),
    numKeys: Type.Integer({ title: 'Different keys' }),
    processedItemsTotal: Type.Integer({ title: 'Items read' }),
    droppedItemsTotal: Type.Integer({ title: 'Items dropped' }),
  }),
  examples: [
    {
      title: 'Keep the last item of each id',
      flow: 'id: deduplicate-items\nnamespace: examples\ntasks:\n  - id: items\n    type: core/write\n    content: |\n      {"id": 1, "name": "a"}\n      {"id": 2, "name": "b"}\n      {"id": 1, "name": "c"}\n  - id: unique\n    type: core/deduplicate\n    from: "{{ outputs.items.uri }}"\n    expr: "{{ id }}"\n',
    },
  ],
  async run(context, { from, expr }) {
    const source = storageUri(from)
    const last = await lastLines(context, source, expr)
    const kept = [...last.values()].toSorted((left, right) => left - right)
    let number = 0
    let written = 0
    async function* keptLines(): AsyncGenerator<string> {
      for await (const line of linesOf(await context.storage.get(source))) {
        if (number === kept[written]) {
          written += 1
          yield `${line}\n`
        }
        number += 1
      }
    }
    const uri = context.fileUri('unique.jsonl')
    await context.storage.put(uri, bytesOf(keptLines()))
    return { uri, numKeys: last.size, processedItemsTotal: number, droppedItemsTotal: number - last.size }
  },
})
