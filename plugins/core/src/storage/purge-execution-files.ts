// `core/purge-execution-files`: removes the files of the execution that runs it.

import { defineTask, Type } from '@millrace/sdk-plugin'

export const purgeExecutionFiles = defineTask({
  type: 'core/purge-execution-files',
  aliases: [
    'io.kestra.plugin.core.storage.PurgeCurrentExecutionFiles',
    'io.kestra.core.tasks.storages.PurgeExecution',
    'io.kestra.plugin.core.storage.PurgeExecution',
  ],
  title: 'Remove the files of this execution',
  description: 'Removes all files that this execution wrote so far, its uploaded inputs among them.',
  properties: Type.Object({}),
  outputs: Type.Object({ uris: Type.Array(Type.String(), { title: 'URIs of the files removed' }) }),
  examples: [
    {
      title: 'Leave nothing behind',
      flow: 'id: leave-nothing\nnamespace: examples\ntasks:\n  - id: write\n    type: core/write\n    content: for a moment\n  - id: purge\n    type: core/purge-execution-files\n',
    },
  ],
  async run({ storage, executionFolder }) {
    const uris = [...(await storage.list(executionFolder))]
    await storage.remove(executionFolder)
    return { uris }
  },
})
