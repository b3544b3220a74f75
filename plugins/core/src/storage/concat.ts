// `core/concat`: joins files of the internal storage, streamed.

import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import type { Bytes, Storage, StorageUri } from '@millrace/sdk-plugin'
import { checkedExtension } from './file-extension.ts'
import { storageUri } from './uri.ts'

function uriTexts(files: string | readonly string[]): readonly string[] {
  if (typeof files !== 'string') return files
  if (!files.trimStart().startsWith('[')) return [files]
  try {
    const parsed: unknown = JSON.parse(files)
    if (Array.isArray(parsed) && parsed.every((file) => typeof file === 'string')) return parsed
  } catch (cause) {
    throw new MillraceError('MR_TASK_PROPERTY', '`files` is no JSON list of URIs.', { cause })
  }
  throw new MillraceError('MR_TASK_PROPERTY', '`files` is no list of URIs.')
}

async function* joined(storage: Storage, uris: readonly StorageUri[], separator: string | undefined): Bytes {
  for (const [index, uri] of uris.entries()) {
    if (index > 0 && separator !== undefined) yield new TextEncoder().encode(separator)
    yield* await storage.get(uri)
  }
}

export const concat = defineTask({
  type: 'core/concat',
  aliases: ['io.kestra.plugin.core.storage.Concat', 'io.kestra.core.tasks.storages.Concat'],
  title: 'Join files',
  description: 'Joins files of the internal storage into one, in their order.',
  properties: Type.Object({
    files: Type.Union([Type.String(), Type.Array(Type.String())], {
      title: 'Files',
      description: 'A list of URIs, as a list or as JSON text.',
    }),
    separator: Type.Optional(Type.String({ title: 'Separator', description: 'Text between two files.' })),
    extension: Type.Optional(Type.String({ title: 'Extension', default: '.tmp' })),
  }),
  outputs: Type.Object({ uri: Type.String({ title: 'URI of the joined file' }) }),
  async run(context, { files, separator, extension }) {
    const uri = context.fileUri(`joined${checkedExtension(extension ?? '.tmp')}`)
    await context.storage.put(uri, joined(context.storage, uriTexts(files).map(storageUri), separator))
    return { uri }
  },
})
