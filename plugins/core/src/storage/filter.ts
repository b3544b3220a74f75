// `core/filter`: keeps or drops the items of a file by a condition.

import { defineTask, MillraceError, messageOf, Type } from '@millrace/sdk-plugin'
import type { AttemptContext, Json } from '@millrace/sdk-plugin'
import { isTrue } from '../truth.ts'
import { itemVariables } from './items.ts'
import { bytesOf, linesOf } from './lines.ts'
import { storageUri } from './uri.ts'

const filterType = Type.Union([Type.Literal('INCLUDE'), Type.Literal('EXCLUDE')], {
  title: 'Kind',
  description: 'Whether items that fit are kept or dropped.',
  default: 'INCLUDE',
})
const onError = Type.Union([Type.Literal('FAIL'), Type.Literal('INCLUDE'), Type.Literal('EXCLUDE')], {
  title: 'On an error or null',
  description: 'What becomes of an item where the condition fails or gives null.',
  default: 'FAIL',
})

interface Filter {
  readonly condition: string
  readonly isExcluding: boolean
  readonly behaviour: 'FAIL' | 'INCLUDE' | 'EXCLUDE'
}

async function isKept(context: AttemptContext, line: string, filter: Filter): Promise<boolean> {
  const variables = await itemVariables(context, line)
  const found = await context.render(filter.condition, variables).then(
    (value) => ({ value }),
    (error: unknown) => ({ failure: messageOf(error) }),
  )
  if ('value' in found && !isNull(found.value)) return isTrue(found.value) !== filter.isExcluding
  if (filter.behaviour !== 'FAIL') return filter.behaviour === 'INCLUDE'
  const why = 'failure' in found ? found.failure : 'it gives null'
  throw new MillraceError('MR_TASK_FAILED', `The condition has no answer for ${line.slice(0, 200)}: ${why}`)
}

function isNull(value: Json): boolean {
  return value === null || value === ''
}

export const filter = defineTask({
  type: 'core/filter',
  aliases: ['io.kestra.plugin.core.storage.FilterItems', 'io.kestra.core.tasks.storages.FilterItems'],
  title: 'Filter items',
  description: 'Keeps or drops the items of a file (one a line, as JSON or Ion) by a condition.',
  properties: Type.Object({
    from: Type.String({ title: 'File', description: 'The URI of the file.' }),
    filterCondition: Type.String({
      title: 'Condition',
      description:
        'An expression on each item, for example `{{ size > 3 }}`: its fields are variables, and `item` is the whole.',
    }),
    filterType: Type.Optional(filterType),
    errorOrNullBehavior: Type.Optional(onError),
  }),
  unrendered: ['filterCondition'],
  outputs: Type.Object({
    uri: Type.String({ title: 'URI of the file with what was kept' }),
    processedItemsTotal: Type.Integer({ title: 'Items read' }),
    droppedItemsTotal: Type.Integer({ title: 'Items dropped' }),
  }),
  examples: [
    {
      title: 'Keep large items',
      flow: 'id: filter-items\nnamespace: examples\ntasks:\n  - id: items\n    type: core/write\n    content: |\n      {"name": "a", "size": 1}\n      {"name": "b", "size": 5}\n  - id: large\n    type: core/filter\n    from: "{{ outputs.items.uri }}"\n    filterCondition: "{{ size > 3 }}"\n',
    },
  ],
  async run(context, { from, filterCondition, filterType: kind, errorOrNullBehavior }) {
    const settings: Filter = {
      condition: filterCondition,
      isExcluding: kind === 'EXCLUDE',
      behaviour: errorOrNullBehavior ?? 'FAIL',
    }
    let read = 0
    let kept = 0
    async function* keptLines(): AsyncGenerator<string> {
      for await (const line of linesOf(await context.storage.get(storageUri(from)))) {
        context.signal.throwIfAborted()
        read += 1
        if (!(await isKept(context, line, settings))) continue
        kept += 1
        yield `${line}\n`
      }
    }
    const uri = context.fileUri('filtered.jsonl')
    await context.storage.put(uri, bytesOf(keptLines()))
    return { uri, processedItemsTotal: read, droppedItemsTotal: read - kept }
  },
})
