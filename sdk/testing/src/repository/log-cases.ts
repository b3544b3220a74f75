// Cases about logs and metrics.

import assert from 'node:assert/strict'
import type { ExecutionId, TaskRunId } from '@millrace/model'
import type { LogFilter } from '@millrace/ports'
import type { AdapterHarness } from '../adapter/harness.ts'
import type { ConformanceCase } from '../suite.ts'
import { BUDGET, created, logOf, metricOf, START_AT } from './rows.ts'

const other = 'other' as ExecutionId

export const logCases: readonly ConformanceCase<AdapterHarness>[] = [
  {
    id: 'RE-30',
    title: 'logs and metrics that come twice are stored once',
    async run({ open }) {
      const { logs, entities } = (await open()).repository
      const entries = [1, 2, 3].map((sequence) => logOf({ sequence, message: `line ${sequence}` }))
      const measured = [1, 2].map((sequence) => metricOf({ sequence }))
      await logs.append(entries, measured)
      await logs.append([...entries, logOf({ sequence: 4 }), logOf({ sequence: 4 })], measured)
      await entities.commit({ changes: [created('execution')], logs: entries, metrics: measured })
      const page = await logs.page({ executionId: 'execution' }, { size: 100 })
      assert.deepEqual(
        page.items.map(({ sequence }) => sequence),
        [1, 2, 3, 4],
      )
      assert.deepEqual(page.items[0], entries[0])
      assert.deepEqual(await logs.total({ executionId: 'execution' }, BUDGET), { value: 4, isExact: true })
      assert.deepEqual((await logs.metrics({ executionId: 'execution' }, { size: 100 })).items, measured)
    },
  },
  {
    id: 'RE-31',
    title: 'the same sequence of another attempt, task run or execution is another line',
    async run({ open }) {
      const { logs } = (await open()).repository
      const run = 'RUN' as TaskRunId
      const { taskId, taskRunId, attempt, ...own } = logOf()
      assert.ok(taskId !== undefined && taskRunId !== undefined && attempt !== undefined)
      await logs.append(
        [logOf(), logOf({ attempt: 2 }), logOf({ taskRunId: run }), logOf({ executionId: other }), own],
        [],
      )
      assert.equal((await logs.page({ executionId: 'execution' }, { size: 100 })).items.length, 4)
      assert.deepEqual(
        (await logs.page({ executionId: 'execution' }, { size: 100 })).items.filter(
          (entry) => entry.taskRunId === undefined,
        ),
        [own],
      )
    },
  },
  {
    id: 'RE-32',
    title: 'logs come by time, then sequence, page by page, and each filter gives what it names',
    async run({ open }) {
      const { logs } = (await open()).repository
      const entries = Array.from({ length: 20 }, (_, index) =>
        logOf({ sequence: index, at: START_AT + Math.floor(index / 5), message: `Line ${index}` }),
      )
      const rest = [
        logOf({ executionId: other, namespace: 'else', level: 'WARN', at: START_AT + 50, message: 'a warning' }),
        logOf({ executionId: other, flowId: 'flow2', taskId: 'task2', level: 'ERROR', sequence: 2, at: START_AT + 51 }),
      ]
      await logs.append([...entries.toReversed(), ...rest], [])
      const seen: number[] = []
      let after: string | undefined
      do {
        const page = await logs.page(
          { executionId: 'execution' },
          after === undefined ? { size: 6 } : { size: 6, after },
        )
        seen.push(...page.items.map(({ sequence }) => sequence))
        after = page.next
      } while (after !== undefined)
      assert.deepEqual(
        seen,
        entries.map(({ sequence }) => sequence),
      )
      const filters: readonly (readonly [LogFilter, number])[] = [
        [{}, 22],
        [{ executionId: other }, 2],
        [{ namespace: 'else' }, 1],
        [{ flowId: 'flow2' }, 1],
        [{ taskId: 'task2' }, 1],
        [{ minLevel: 'WARN' }, 2],
        [{ minLevel: 'ERROR' }, 1],
        [{ text: 'LINE 1' }, 11],
        [{ from: START_AT + 1, before: START_AT + 2 }, 5],
        [{ attempt: 2 }, 0],
        [{ taskRunId: 'run' }, 22],
      ]
      for (const [filter, count] of filters) {
        assert.equal((await logs.page(filter, { size: 100 })).items.length, count, JSON.stringify(filter))
        assert.deepEqual(await logs.total(filter, BUDGET), { value: count, isExact: true }, JSON.stringify(filter))
      }
      assert.equal((await logs.page({}, { size: 10, number: 3 })).items.length, 2)
    },
  },
  {
    id: 'RE-33',
    title: 'metrics keep their value, type and tags, and are found by task run',
    async run({ open }) {
      const { logs } = (await open()).repository
      const measured = [
        metricOf({ value: 0.1, type: 'timer', tags: { a: 'b', '': '\0' } }),
        metricOf({ taskRunId: 'RUN' as TaskRunId, at: START_AT + 1, value: 9_007_199_254_740_991 }),
      ]
      await logs.append([], measured)
      assert.deepEqual((await logs.metrics({ executionId: 'execution' }, { size: 10 })).items, measured)
      assert.deepEqual(
        (await logs.metrics({ executionId: 'execution', taskRunId: 'RUN' }, { size: 10 })).items,
        measured.slice(1),
      )
      const first = await logs.metrics({ executionId: 'execution' }, { size: 1 })
      const second = await logs.metrics({ executionId: 'execution' }, { size: 1, after: first.next ?? '' })
      assert.deepEqual([...first.items, ...second.items], measured)
    },
  },
]
