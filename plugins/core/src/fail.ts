// `core/fail`: ends the task run as failed, always or on a condition.

import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import { isTrue } from './truth.ts'

export const fail = defineTask({
  type: 'core/fail',
  aliases: ['io.kestra.plugin.core.execution.Fail', 'io.kestra.core.tasks.executions.Fail'],
  title: 'Fail',
  description: 'Fails when there is no condition, or when it is true.',
  properties: Type.Object({
    condition: Type.Optional(
      Type.Union([Type.Boolean(), Type.Number(), Type.String()], {
        title: 'Condition',
        description: 'An empty text, `false` and 0 are false, everything else is true.',
      }),
    ),
    errorMessage: Type.Optional(Type.String({ title: 'Error message', default: 'Task failure' })),
  }),
  examples: [
    {
      title: 'Fail when a file is too small',
      flow: [
        'id: fail-when-small',
        'namespace: examples',
        'tasks:',
        '  - id: write',
        '    type: core/write',
        '    content: hello',
        '  - id: size',
        '    type: core/size',
        '    uri: "{{ outputs.write.uri }}"',
        '  - id: check',
        '    type: core/fail',
        '    condition: "{{ outputs.size.size < 5 }}"',
        '    errorMessage: The file is too small',
      ].join('\n'),
    },
  ],
  run(_context, { condition, errorMessage }) {
    if (condition !== undefined && !isTrue(condition)) return
    throw new MillraceError('MR_TASK_FAILED', errorMessage ?? 'Task failure')
  },
})
