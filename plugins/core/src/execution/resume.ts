// `core/resume`: goes on with another execution that is paused.

import { defineTask, Type } from '@millrace/sdk-plugin'

export const resume = defineTask({
  type: 'core/resume',
  aliases: ['io.kestra.plugin.core.execution.Resume', 'io.kestra.core.tasks.executions.Resume'],
  title: 'Resume an execution',
  description: 'Goes on with another execution that is paused; fails when it is not.',
  properties: Type.Object({
    executionId: Type.String({ title: 'Execution', description: 'The id of the paused execution.', minLength: 1 }),
  }),
  async run({ platform }, { executionId }) {
    await platform.executions.resume(executionId)
  },
})
