// `core/split`: a file in several, by lines, by size or into a number of parts; lines stay whole.

import { appendFile } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import type { AttemptContext } from '@millrace/sdk-plugin'
import { parseBytes } from './byte-size.ts'
import { bytesOf, linesOf } from './lines.ts'
import { storageUri } from './uri.ts'

const MAX_PARTITIONS = 10_000
const MAX_PARTS = 100_000
const BUFFER_CHARACTERS = 4 * 1024 * 1024

type IsFull = (rows: number, bytes: number) => boolean

/** Parts one after another, each until it is full. */
async function splitInOrder(
  context: AttemptContext,
  lines: AsyncGenerator<string>,
  { isFull, separator }: { readonly isFull: IsFull; readonly separator: string },
): Promise<string[]> {
  const uris: string[] = []
  let next = await lines.next()
  async function* part(): AsyncGenerator<string> {
    let bytes = 0
    for (let rows = 0; next.done !== true; rows += 1) {
      const line = `${next.value}${separator}`
      const length = Buffer.byteLength(line)
      if (rows > 0 && isFull(rows, bytes + length)) return
      bytes += length
      yield line
      context.signal.throwIfAborted()
      next = await lines.next()
    }
  }
  while (next.done !== true) {
    if (uris.length === MAX_PARTS)
      throw new MillraceError('MR_TASK_FAILED', `The file would become more than ${MAX_PARTS} parts.`)
    const uri = context.fileUri(partName(uris.length))
    await context.storage.put(uri, bytesOf(part()))
    uris.push(uri)
  }
  return uris
}

/** Line by line to one part after another; through files of the working folder, since all are open at once. */
async function splitInTurn(
  context: AttemptContext,
  lines: AsyncGenerator<string>,
  { partitions, separator }: { readonly partitions: number; readonly separator: string },
): Promise<string[]> {
  const { directory, storage } = context
  const pending = new Map<number, string[]>()
  const written = new Set<number>()
  let buffered = 0
  const flush = async (): Promise<void> => {
    for (const [index, texts] of pending) await appendFile(join(directory, partName(index)), texts.join(''))
    pending.clear()
    buffered = 0
  }
  for (let number = 0, next = await lines.next(); next.done !== true; number += 1, next = await lines.next()) {
    const index = number % partitions
    const texts = pending.get(index) ?? []
    texts.push(`${next.value}${separator}`)
    pending.set(index, texts)
    written.add(index)
    buffered += next.value.length + separator.length
    if (buffered >= BUFFER_CHARACTERS) await flush()
    context.signal.throwIfAborted()
  }
  await flush()
  const uris: string[] = []
  for (const index of written) {
    const uri = context.fileUri(partName(index))
    await storage.put(uri, createReadStream(join(directory, partName(index))))
    uris.push(uri)
  }
  return uris
}

function partName(index: number): string {
  return `part-${String(index).padStart(5, '0')}`
}

export const split = defineTask({
  type: 'core/split',
  aliases: ['io.kestra.plugin.core.storage.Split', 'io.kestra.core.tasks.storages.Split'],
  title: 'Split a file',
  description:
    'Writes the lines of a file to several: by number of lines, by size, or in turn to a number of parts. One of `rows`, `bytes` and `partitions` is needed.',
  properties: Type.Object({
    from: Type.String({ title: 'File', description: 'The URI of the file.' }),
    rows: Type.Optional(Type.Integer({ title: 'Lines', description: 'Lines of a part.', minimum: 1 })),
    bytes: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1 }), Type.String()], {
        title: 'Bytes',
        description: 'Largest size of a part: a number, or a text as `10MB`. A longer line is a part of its own.',
      }),
    ),
    partitions: Type.Optional(
      Type.Integer({ title: 'Parts', description: 'How many parts.', minimum: 1, maximum: MAX_PARTITIONS }),
    ),
    separator: Type.Optional(Type.String({ title: 'Separator', default: '\n', minLength: 1 })),
  }),
  outputs: Type.Object({ uris: Type.Array(Type.String(), { title: 'URIs of the parts, in order' }) }),
  examples: [
    {
      title: 'Two lines a part',
      flow: 'id: split-file\nnamespace: examples\ntasks:\n  - id: lines\n    type: core/write\n    content: "1\\n2\\n3\\n"\n  - id: parts\n    type: core/split\n    from: "{{ outputs.lines.uri }}"\n    rows: 2\n',
    },
  ],
  async run(context, { from, rows, bytes, partitions, separator = '\n' }) {
    const lines = linesOf(await context.storage.get(storageUri(from)), separator)
    if (partitions !== undefined) return { uris: await splitInTurn(context, lines, { partitions, separator }) }
    const limit = bytes === undefined ? undefined : parseBytes(bytes)
    if (limit === undefined && rows === undefined)
      throw new MillraceError('MR_TASK_PROPERTY', 'One of `rows`, `bytes` and `partitions` is needed.')
    const isFull: IsFull = (count, length) =>
      (rows !== undefined && count >= rows) || (limit !== undefined && length > limit)
    return { uris: await splitInOrder(context, lines, { isFull, separator }) }
  },
})
