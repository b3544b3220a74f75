// `core/local-files`: files into the working folder and out of it; kept for flows that use it.

import { defineTask, isJsonObject, MillraceError, Type } from '@millrace/sdk-plugin'
import type { Command, Json, JsonObject } from '@millrace/sdk-plugin'

type Files = Command['inputFiles']

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    throw new MillraceError('MR_TASK_PROPERTY', '`inputs` is a text, but no JSON.', { cause })
  }
}

function filesOf(inputs: JsonObject | string): Files {
  const value = typeof inputs === 'string' ? parsed(inputs) : inputs
  if (!isJsonObject(value)) throw new MillraceError('MR_TASK_PROPERTY', '`inputs` is no map of files.')
  const entries = Object.entries(value).filter(([, content]) => content !== null)
  return Object.fromEntries(
    entries.map(([name, content]) => {
      const text = typeof content === 'string' ? content : JSON.stringify(content)
      return [name, text.startsWith('kestra:///') ? { uri: text } : { text }]
    }),
  )
}

export const localFiles = defineTask({
  type: 'core/local-files',
  aliases: ['io.kestra.plugin.core.storage.LocalFiles', 'io.kestra.core.tasks.storages.LocalFiles'],
  title: 'Files of the working folder',
  description:
    'Writes files into the working folder, then stores those that match. Of use between the tasks of a shared working folder; `inputFiles` and `outputFiles` do the same on the task that needs them.',
  properties: Type.Object({
    inputs: Type.Optional(
      Type.Union([Type.Unsafe<JsonObject>({ type: 'object', additionalProperties: true }), Type.String()], {
        title: 'Files to write',
        description: 'Relative path → text, or the URI of a stored file; as a map or as JSON text.',
      }),
    ),
    outputs: Type.Optional(
      Type.Array(Type.String(), { title: 'Files to store', description: 'Globs, relative to the working folder.' }),
    ),
  }),
  outputs: Type.Object({
    uris: Type.Optional(
      Type.Record(Type.String(), Type.String(), { title: 'Stored files', description: 'Relative path → URI.' }),
    ),
  }),
  examples: [
    {
      title: 'Write a file and store it',
      flow: 'id: local-files\nnamespace: examples\ntasks:\n  - id: both\n    type: core/local-files\n    inputs:\n      out/hello.txt: hello\n    outputs: ["out/*"]\n',
    },
  ],
  async run({ files }, { inputs, outputs }) {
    if (inputs !== undefined) await files.write(filesOf(inputs))
    return outputs === undefined ? {} : { uris: { ...(await files.store(outputs)) } }
  },
})
