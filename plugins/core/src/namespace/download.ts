// `core/namespace-download`: copies files of a namespace to the execution.

import { defineTask, Type } from '@millrace/sdk-plugin'
import { namespaceProperty } from '../namespace-property.ts'
import { below, matching, patternsProperty } from './patterns.ts'

export const namespaceDownload = defineTask({
  type: 'core/namespace-download',
  aliases: ['io.kestra.plugin.core.namespace.DownloadFiles', 'io.kestra.core.tasks.namespaces.DownloadFiles'],
  title: 'Download files of a namespace',
  description: 'Copies files of a namespace to the execution, where later changes do not reach them.',
  properties: Type.Object({
    namespace: namespaceProperty,
    files: patternsProperty,
    destination: Type.Optional(Type.String({ title: 'Folder', description: 'Put before their names.', default: '' })),
  }),
  outputs: Type.Object({
    files: Type.Record(Type.String(), Type.String(), { title: 'Files', description: 'Path → URI.' }),
  }),
  examples: [
    {
      title: 'Copy all texts',
      flow: 'id: download-files\nnamespace: examples\ntasks:\n  - id: upload\n    type: core/namespace-upload\n    files:\n      notes/one.txt: first\n  - id: download\n    type: core/namespace-download\n    files: ["notes/*.txt"]\n  - id: say\n    type: core/log\n    message: "{{ read(outputs.download.files[\'notes/one.txt\']) }}"\n',
    },
  ],
  async run({ platform, message, storage, fileUri }, { namespace, files, destination }) {
    const place = namespace ?? message.namespace
    const copied: Record<string, string> = {}
    for (const path of matching(await platform.files.list(place), files)) {
      const uri = fileUri(below(destination, path))
      await storage.put(uri, await storage.get(platform.files.uri(place, path)))
      copied[path] = uri
    }
    return { files: copied }
  },
})
