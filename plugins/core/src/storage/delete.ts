// `core/delete`: removes a file of the internal storage.

import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import { storageUri } from './uri.ts'

export const deleteFile = defineTask({
  type: 'core/delete',
  aliases: ['io.kestra.plugin.core.storage.Delete', 'io.kestra.core.tasks.storages.Delete'],
  title: 'Delete a file',
  description: 'Removes a file of the internal storage.',
  properties: Type.Object({
    uri: Type.String({ title: 'File', description: 'The URI of the file.' }),
    errorOnMissing: Type.Optional(
      Type.Boolean({
        title: 'Fail when missing',
        description: 'Whether an absent file fails the task.',
        default: false,
      }),
    ),
  }),
  outputs: Type.Object({
    uri: Type.String({ title: 'URI of the file' }),
    deleted: Type.Boolean({ title: 'Whether there was such a file' }),
  }),
  examples: [
    {
      title: 'Remove a file that is no longer needed',
      flow: 'id: delete-file\nnamespace: examples\ntasks:\n  - id: write\n    type: core/write\n    content: for a moment\n  - id: remove\n    type: core/delete\n    uri: "{{ outputs.write.uri }}"\n',
    },
  ],
  async run({ storage }, { uri, errorOnMissing }) {
    const file = storageUri(uri)
    if (uri.endsWith('/')) throw new MillraceError('MR_STORAGE_URI', `"${uri}" is a folder, not a file.`)
    const deleted = (await storage.remove(file)) > 0
    if (deleted || errorOnMissing !== true) return { uri, deleted }
    throw new MillraceError('MR_STORAGE_NOT_FOUND', `There is no file ${uri}.`)
  },
})
