// `core/namespace-upload`: keeps files in the namespace.

import { defineTask, isJsonObject, MillraceError, Type } from '@millrace/sdk-plugin'
import type { AttemptContext, Bytes, Json, JsonObject, StorageUri } from '@millrace/sdk-plugin'
import { namespaceProperty } from '../namespace-property.ts'
import { below } from './patterns.ts'

const conflictProperty = Type.Optional(
  Type.Union([Type.Literal('OVERWRITE'), Type.Literal('ERROR'), Type.Literal('SKIP')], {
    title: 'On a conflict',
    description: 'What happens when there is such a file already.',
    default: 'OVERWRITE',
  }),
)

/** Name → text, or the URI of a stored file. */
type Sources = Readonly<Record<string, string>>

interface Target {
  readonly namespace: string
  readonly destination?: string
  readonly conflict?: 'OVERWRITE' | 'ERROR' | 'SKIP'
}

function sourcesOf(files: JsonObject): Sources {
  const entries = Object.entries(files).filter(([, content]) => content !== null)
  return Object.fromEntries(
    entries.map(([name, content]) => [name, typeof content === 'string' ? content : JSON.stringify(content)]),
  )
}

async function contentOf({ storage }: AttemptContext, source: string): Promise<Bytes | Uint8Array> {
  return source.startsWith('kestra:///') ? storage.get(source as StorageUri) : new TextEncoder().encode(source)
}

async function upload(context: AttemptContext, sources: Sources, target: Target): Promise<Record<string, string>> {
  const { storage, platform } = context
  const uploaded: Record<string, string> = {}
  for (const [name, source] of Object.entries(sources)) {
    const path = below(target.destination, name.replace(/^\/+/, ''))
    const uri = platform.files.uri(target.namespace, path)
    const isKept = target.conflict !== 'OVERWRITE' && (await storage.stat(uri)) !== undefined
    if (isKept && target.conflict === 'ERROR')
      throw new MillraceError('MR_TASK_FAILED', `There is a file ${path} in the namespace ${target.namespace} already.`)
    if (!isKept) await storage.put(uri, await contentOf(context, source))
    uploaded[path] = uri
  }
  return uploaded
}

/** Files of the working folder by globs, through the attempt's own folder of the storage. */
async function uploadLocal(context: AttemptContext, patterns: readonly string[], target: Target) {
  const stored = await context.files.store(patterns)
  const uploaded = await upload(context, stored, target)
  for (const uri of Object.values(stored)) await context.storage.remove(uri as StorageUri)
  return uploaded
}

function isPatterns(files: Json): files is string[] {
  return Array.isArray(files) && files.every((file) => typeof file === 'string')
}

export const namespaceUpload = defineTask({
  type: 'core/namespace-upload',
  aliases: ['io.kestra.plugin.core.namespace.UploadFiles', 'io.kestra.core.tasks.namespaces.UploadFiles'],
  title: 'Upload files to a namespace',
  description: "Keeps files in a namespace, for all its flows: `read('folder/file.txt')` gives their text.",
  properties: Type.Object({
    namespace: namespaceProperty,
    files: Type.Optional(
      Type.Unsafe<JsonObject | string[]>({
        title: 'Files',
        description: 'Globs of files of the working folder, or a map: path → text, or the URI of a stored file.',
        type: ['object', 'array'],
      }),
    ),
    filesMap: Type.Optional(
      Type.Record(Type.String(), Type.String(), { title: 'Stored files', description: 'Path → URI.' }),
    ),
    destination: Type.Optional(Type.String({ title: 'Folder', description: 'Where to put them.', default: '/' })),
    conflict: conflictProperty,
  }),
  outputs: Type.Object({
    files: Type.Record(Type.String(), Type.String(), { title: 'Files', description: 'Path → URI.' }),
  }),
  examples: [
    {
      title: 'Keep a text in the namespace and read it',
      flow: 'id: upload-file\nnamespace: examples\ntasks:\n  - id: upload\n    type: core/namespace-upload\n    files:\n      greetings/hello.txt: Hello\n  - id: read\n    type: core/return\n    format: "{{ read(\'greetings/hello.txt\') }}"\n',
    },
  ],
  async run(context, { namespace, files, filesMap, destination, conflict }) {
    const target: Target = {
      namespace: namespace ?? context.message.namespace,
      conflict: conflict ?? 'OVERWRITE',
      ...(destination === undefined ? {} : { destination }),
    }
    const given = files ?? {}
    const isMap = isJsonObject(given)
    if (!isMap && !isPatterns(given)) throw new MillraceError('MR_TASK_PROPERTY', '`files` is no list of globs.')
    const local = isMap ? {} : await uploadLocal(context, given, target)
    const mapped = await upload(context, { ...sourcesOf(isMap ? given : {}), ...filesMap }, target)
    return { files: { ...local, ...mapped } }
  },
})
