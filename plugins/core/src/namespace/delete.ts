// `core/namespace-delete`: removes files of a namespace.

import { defineTask, Type } from '@millrace/sdk-plugin'
import { namespaceProperty } from '../namespace-property.ts'
import { matching, patternsProperty } from './patterns.ts'

export const namespaceDelete = defineTask({
  type: 'core/namespace-delete',
  aliases: ['io.kestra.plugin.core.namespace.DeleteFiles', 'io.kestra.core.tasks.namespaces.DeleteFiles'],
  title: 'Delete files of a namespace',
  properties: Type.Object({ namespace: namespaceProperty, files: patternsProperty }),
  outputs: Type.Object({
    files: Type.Record(Type.String(), Type.String(), { title: 'Files removed', description: 'Path → URI it had.' }),
  }),
  examples: [
    {
      title: 'Remove files by their names',
      flow: 'id: delete-files\nnamespace: examples\ntasks:\n  - id: upload\n    type: core/namespace-upload\n    files:\n      scratch/one.tmp: first\n  - id: remove\n    type: core/namespace-delete\n    files: "*.tmp"\n',
    },
  ],
  async run({ platform, message, storage }, { namespace, files }) {
    const place = namespace ?? message.namespace
    const removed: Record<string, string> = {}
    for (const path of matching(await platform.files.list(place), files)) {
      const uri = platform.files.uri(place, path)
      if ((await storage.remove(uri)) > 0) removed[path] = uri
    }
    return { files: removed }
  },
})
