// `core/purge-executions`: removes ended executions.

import { defineTask, STATES, Type } from '@millrace/sdk-plugin'
import type { ExecutionFilter } from '@millrace/sdk-plugin'
import { instantOf } from '../dates.ts'

const always = (what: string) =>
  Type.Optional(Type.Literal(true, { title: what, description: 'They always go with their execution.', default: true }))

export const purgeExecutions = defineTask({
  type: 'core/purge-executions',
  aliases: [
    'io.kestra.plugin.core.execution.PurgeExecutions',
    'io.kestra.core.tasks.storages.Purge',
    'io.kestra.plugin.core.storage.Purge',
  ],
  title: 'Remove executions',
  description:
    'Removes ended executions with their logs, metrics and files. Executions that go on are never touched. The setting `server.retention` does it by age without a flow.',
  properties: Type.Object({
    namespace: Type.Optional(
      Type.String({ title: 'Namespace', description: 'With those below it, unless a flow is named.' }),
    ),
    flowId: Type.Optional(Type.String({ title: 'Flow' })),
    states: Type.Optional(
      Type.Array(Type.Union(STATES.map((state) => Type.Literal(state))), {
        title: 'States',
        description: 'Any that is an end unless told.',
      }),
    ),
    startDate: Type.Optional(Type.String({ title: 'From', description: 'Executions that began then or later.' })),
    endDate: Type.String({ title: 'Until', description: 'Executions that ended before.' }),
    purgeExecution: Type.Optional(Type.Boolean({ title: 'Remove the executions', default: true })),
    purgeStorage: Type.Optional(Type.Boolean({ title: 'Remove their files', default: true })),
    purgeLog: always('Remove their logs'),
    purgeMetric: always('Remove their metrics'),
  }),
  outputs: Type.Object({
    executionsCount: Type.Integer({ title: 'Executions removed' }),
    storagesCount: Type.Integer({ title: 'Files removed' }),
  }),
  examples: [
    {
      title: 'Keep a month',
      flow: 'id: keep-a-month\nnamespace: examples\ntasks:\n  - id: purge\n    type: core/purge-executions\n    namespace: examples\n    endDate: "{{ now() | dateAdd(-30, \'DAYS\') }}"\n',
    },
  ],
  async run({ platform }, { namespace, flowId, states, startDate, endDate, purgeExecution, purgeStorage }) {
    const filter: ExecutionFilter = {
      ...(namespace === undefined ? {} : { namespace: { value: namespace, isPrefix: flowId === undefined } }),
      ...(flowId === undefined ? {} : { flowId }),
      ...(states === undefined ? {} : { states }),
      ...(startDate === undefined ? {} : { startedFrom: instantOf('startDate', startDate) }),
    }
    const removed = await platform.executions.purge({
      filter,
      endedBefore: instantOf('endDate', endDate),
      keepsExecutions: purgeExecution === false,
      keepsFiles: purgeStorage === false,
    })
    return { executionsCount: removed.executions, storagesCount: removed.files }
  },
})
