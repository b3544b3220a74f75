// `core/count`: how many executions there are of flows or namespaces.

import { defineTask, MillraceError, STATES, Type } from '@millrace/sdk-plugin'
import type { AttemptContext, ExecutionFilter } from '@millrace/sdk-plugin'
import { instantOf } from '../dates.ts'
import { isTrue } from '../truth.ts'

const flow = Type.Object({
  namespace: Type.String({ title: 'Namespace', minLength: 1 }),
  flowId: Type.Optional(Type.String({ title: 'Flow', description: 'All of the namespace unless told.' })),
})

interface Target {
  readonly namespace: string
  readonly flowId?: string
}

interface Row extends Target {
  readonly count: number
}

async function rowOf({ platform }: AttemptContext, target: Target, filter: ExecutionFilter): Promise<Row> {
  const { namespace, flowId } = target
  const found = await platform.executions.count({
    ...filter,
    namespace: { value: namespace, isPrefix: false },
    ...(flowId === undefined ? {} : { flowId }),
  })
  return { ...target, count: found }
}

export const count = defineTask({
  type: 'core/count',
  aliases: ['io.kestra.plugin.core.execution.Count', 'io.kestra.core.tasks.executions.Counts'],
  title: 'Count executions',
  description: 'Counts the executions of each flow or namespace, and keeps the counts that fit the condition.',
  properties: Type.Object({
    flows: Type.Optional(Type.Array(flow, { title: 'Flows' })),
    namespaces: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { title: 'Namespaces' })),
    states: Type.Optional(
      Type.Array(Type.Union(STATES.map((state) => Type.Literal(state))), {
        title: 'States',
        description: 'Any unless told.',
      }),
    ),
    startDate: Type.Optional(Type.String({ title: 'From', description: 'Executions that began then or later.' })),
    endDate: Type.Optional(Type.String({ title: 'Until', description: 'Executions that began before.' })),
    expression: Type.Optional(
      Type.String({
        title: 'Condition',
        description: 'On each `count`, for example `{{ count == 0 }}`; counts that do not fit are left out.',
      }),
    ),
  }),
  unrendered: ['expression'],
  outputs: Type.Object({
    results: Type.Array(
      Type.Object({
        namespace: Type.String(),
        flowId: Type.Optional(Type.String()),
        count: Type.Integer(),
      }),
      { title: 'Counts that fit' },
    ),
    total: Type.Integer({ title: 'Their sum' }),
  }),
  examples: [
    {
      title: 'Tell flows that never ran',
      flow: 'id: count-executions-of\nnamespace: examples\ntasks:\n  - id: idle\n    type: core/count\n    flows:\n      - { namespace: examples, flowId: no-such-flow }\n    expression: "{{ count == 0 }}"\n',
    },
  ],
  async run(context, { flows = [], namespaces = [], states, startDate, endDate, expression }) {
    const targets: readonly Target[] = [...flows, ...namespaces.map((namespace) => ({ namespace }))]
    if (targets.length === 0) throw new MillraceError('MR_TASK_PROPERTY', 'One of `flows` and `namespaces` is needed.')
    const filter: ExecutionFilter = {
      ...(states === undefined ? {} : { states }),
      ...(startDate === undefined ? {} : { startedFrom: instantOf('startDate', startDate) }),
      ...(endDate === undefined ? {} : { startedBefore: instantOf('endDate', endDate) }),
    }
    const results: Row[] = []
    for (const target of targets) {
      const row = await rowOf(context, target, filter)
      const isKept = expression === undefined || isTrue(await context.render(expression, { count: row.count }))
      if (isKept) results.push(row)
    }
    return { results, total: results.reduce((sum, row) => sum + row.count, 0) }
  },
})
