// `core/reverse`: the lines of a file from the last to the first, read in blocks from its end.

import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import type { Bytes, Storage, StorageUri } from '@millrace/sdk-plugin'
import { checkedExtension } from './file-extension.ts'
import { storageUri } from './uri.ts'

const BLOCK_BYTES = 256 * 1024
const MAX_LINE_BYTES = 16 * 1024 * 1024

async function blockAt(storage: Storage, uri: StorageUri, start: number, end: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await storage.get(uri, { start, end })) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function* reversed(storage: Storage, uri: StorageUri, size: number, separator: Buffer): Bytes {
  let rest: Buffer = Buffer.alloc(0)
  let isLast = true
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - BLOCK_BYTES)
    rest = Buffer.concat([await blockAt(storage, uri, start, end), rest])
    if (rest.length > MAX_LINE_BYTES + BLOCK_BYTES)
      throw new MillraceError('MR_TASK_FAILED', `The file has a line of more than ${MAX_LINE_BYTES} bytes.`)
    if (isLast && rest.subarray(-separator.length).equals(separator)) rest = rest.subarray(0, -separator.length)
    isLast = false
    for (let at = rest.lastIndexOf(separator); at >= 0; at = rest.lastIndexOf(separator)) {
      yield Buffer.concat([rest.subarray(at + separator.length), separator])
      rest = rest.subarray(0, at)
    }
    end = start
  }
  if (size > 0) yield Buffer.concat([rest, separator])
}

export const reverse = defineTask({
  type: 'core/reverse',
  aliases: ['io.kestra.plugin.core.storage.Reverse', 'io.kestra.core.tasks.storages.Reverse'],
  title: 'Reverse a file',
  description: 'Writes the lines of a file from the last to the first. Each line ends in the separator.',
  properties: Type.Object({
    from: Type.String({ title: 'File', description: 'The URI of the file.' }),
    separator: Type.Optional(Type.String({ title: 'Separator', default: '\n', minLength: 1 })),
    extension: Type.Optional(Type.String({ title: 'Extension', description: 'Of the new file.', default: '.tmp' })),
  }),
  outputs: Type.Object({ uri: Type.String({ title: 'URI of the reversed file' }) }),
  examples: [
    {
      title: 'Turn a file round',
      flow: 'id: reverse-file\nnamespace: examples\ntasks:\n  - id: lines\n    type: core/write\n    content: "1\\n2\\n3\\n"\n  - id: turned\n    type: core/reverse\n    from: "{{ outputs.lines.uri }}"\n',
    },
  ],
  async run({ storage, fileUri }, { from, separator, extension }) {
    const source = storageUri(from)
    const found = await storage.stat(source)
    if (found === undefined) throw new MillraceError('MR_STORAGE_NOT_FOUND', `There is no file ${from}.`)
    const uri = fileUri(`reversed${checkedExtension(extension ?? '.tmp')}`)
    await storage.put(uri, reversed(storage, source, found.size, Buffer.from(separator ?? '\n')))
    return { uri }
  },
})
