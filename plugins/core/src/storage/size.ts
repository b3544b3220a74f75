// `core/size`: the size of a file in the internal storage.

import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import { storageUri } from './uri.ts'

export const size = defineTask({
  type: 'core/size',
  aliases: ['io.kestra.plugin.core.storage.Size', 'io.kestra.core.tasks.storages.Size'],
  title: 'Size of a file',
  properties: Type.Object({ uri: Type.String({ title: 'URI of the file' }) }),
  outputs: Type.Object({ size: Type.Integer({ title: 'Bytes' }) }),
  async run(context, { uri }) {
    const found = await context.storage.stat(storageUri(uri))
    if (found === undefined) throw new MillraceError('MR_STORAGE_NOT_FOUND', `There is no file ${uri}.`)
    return { size: found.size }
  },
})
