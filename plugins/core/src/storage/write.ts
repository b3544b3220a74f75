// `core/write`: writes a text to a file in the internal storage.

import { defineTask, Type } from '@millrace/sdk-plugin'
import { checkedExtension } from './file-extension.ts'

export const write = defineTask({
  type: 'core/write',
  aliases: ['io.kestra.plugin.core.storage.Write'],
  title: 'Write a file',
  description: 'Writes a text to a new file in the internal storage.',
  properties: Type.Object({
    content: Type.String({ title: 'Content' }),
    extension: Type.Optional(Type.String({ title: 'Extension', description: 'Of the file, for example `.json`.' })),
  }),
  outputs: Type.Object({ uri: Type.String({ title: 'URI of the file' }) }),
  examples: [
    {
      title: 'Write a text and tell its size',
      flow: 'id: write-size\nnamespace: examples\ntasks:\n  - id: write\n    type: core/write\n    content: hello\n    extension: .txt\n  - id: size\n    type: core/size\n    uri: "{{ outputs.write.uri }}"\n',
    },
  ],
  async run(context, { content, extension }) {
    const uri = context.fileUri(`content${checkedExtension(extension ?? '')}`)
    await context.storage.put(uri, new TextEncoder().encode(content))
    return { uri }
  },
})
