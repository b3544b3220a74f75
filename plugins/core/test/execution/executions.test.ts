import { beforeEach, describe, expect, test } from 'vitest'
import type { ExecutionFilter, JsonObject, LogEntry, LogFilter, Platform, StorageUri } from '@millrace/sdk-plugin'
import { openPlace, type TestPlace } from '../open-attempt.ts'

let place: TestPlace
beforeEach(async () => {
  place = await openPlace()
})

/** The platform, with some of its parts as a test needs them. */
const platformWith = (parts: Partial<Platform>): Platform => ({ ...place.platform, ...parts })

describe('core/count', () => {
  const asked: ExecutionFilter[] = []
  const count = async (properties: JsonObject): Promise<JsonObject> => {
    asked.length = 0
    const executions: Platform['executions'] = {
      ...place.platform.executions,
      count: async (filter) => {
        asked.push(filter)
        return filter.flowId === 'idle' ? 0 : 3
      },
    }
    return place.outputs('core/count', properties, { platform: platformWith({ executions }) })
  }

  test('asks for each flow and namespace, and sums what fits the condition', async () => {
    const flows = [{ namespace: 'a', flowId: 'idle' }, { namespace: 'a' }]
    const properties = {
      flows,
      namespaces: ['b'],
      states: ['FAILED'],
      startDate: '2026-01-01',
      endDate: '2026-01-02T00:00:00+01:00',
    }
    expect(await count({ ...properties, expression: '{{ count > 0 }}' })).toEqual({
      results: [
        { namespace: 'a', count: 3 },
        { namespace: 'b', count: 3 },
      ],
      total: 6,
    })
    expect(asked[0]).toEqual({
      namespace: { value: 'a', isPrefix: false },
      flowId: 'idle',
      states: ['FAILED'],
      startedFrom: Date.UTC(2026, 0, 1),
      startedBefore: Date.UTC(2026, 0, 1, 23),
    })
  })

  test('counts what the repository has', async () => {
    expect(await place.outputs('io.kestra.plugin.core.execution.Count', { namespaces: ['none'] })).toEqual({
      results: [{ namespace: 'none', count: 0 }],
      total: 0,
    })
  })

  test('nothing to count and dates that are none are refused', async () => {
    expect((await place.run('core/count', {})).error?.code).toBe('MR_TASK_PROPERTY')
    const { error } = await place.run('core/count', { namespaces: ['a'], startDate: 'yesterday' })
    expect(error?.code).toBe('MR_TASK_PROPERTY')
  })
})

test('core/resume tells what stands in its way', async () => {
  const { error } = await place.run('io.kestra.plugin.core.execution.Resume', { executionId: 'none' })
  expect(error?.code).toBe('MR_EXECUTION_NOT_FOUND')
})

describe('core/log-fetch', () => {
  const line = (taskId: string): LogEntry =>
    ({
      namespace: 'test',
      flowId: 'f',
      executionId: 'e',
      taskId,
      attempt: 1,
      sequence: 1,
      at: 0,
      level: 'INFO',
      message: `from ${taskId}`,
    }) as unknown as LogEntry

  test('writes the lines of the tasks asked for, from the level asked for', async () => {
    const asked: LogFilter[] = []
    const platform = platformWith({
      logs: async function* (filter) {
        asked.push(filter)
        yield* [line('a'), line('b')]
      },
    })
    const outputs = await place.outputs('core/log-fetch', { tasksId: ['b'], level: 'WARN' }, { platform })
    expect(outputs['size']).toBe(1)
    expect(asked).toEqual([{ executionId: 'testExecution000000000', minLevel: 'WARN' }])
    const chunks: Uint8Array[] = []
    for await (const chunk of await place.storage.get(outputs['uri'] as StorageUri)) chunks.push(chunk)
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({
      timestamp: '1970-01-01T00:00:00.000Z',
      taskId: 'b',
      message: 'from b',
    })
  })
})

describe('core/purge-executions', () => {
  const MINUTE = 60_000
  const openRows = async (): Promise<{ withRows: TestPlace; ids: () => Promise<readonly string[]> }> => {
    const withRows = await openPlace()
    const rows = [
      ['old', 'SUCCESS', 0, 1],
      ['failed', 'FAILED', 0, 2],
      ['fresh', 'SUCCESS', 0, 60],
      ['running', 'RUNNING', 0, undefined],
    ] as const
    for (const [id, state, startedAt, ended] of rows) {
      await withRows.addExecution(id, {
        namespace: 'a.b',
        flowId: 'f',
        flowRevision: 1,
        state,
        startedAt,
        labels: [],
        ...(ended === undefined ? {} : { endedAt: ended * MINUTE }),
      })
      await withRows.storage.put(`kestra:///a/b/f/executions/${id}/file`, Buffer.from('x'))
    }
    return { withRows, ids: () => withRows.executionIds() }
  }
  const endDate = '1970-01-01T00:10:00Z'

  test('removes what ended before, with its files; what goes on stays', async () => {
    const { withRows, ids } = await openRows()
    expect(await withRows.outputs('core/purge-executions', { namespace: 'a', endDate })).toEqual({
      executionsCount: 2,
      storagesCount: 2,
    })
    expect(await ids()).toEqual(['fresh', 'running'])
    expect(await withRows.storage.list('kestra:///a/b/f/executions/running/')).toHaveLength(1)
  })

  test('a state that is no end removes nothing, a state narrows', async () => {
    const { withRows, ids } = await openRows()
    const purge = (states: string[]): Promise<JsonObject> =>
      withRows.outputs('core/purge-executions', { states, endDate })
    expect(await purge(['RUNNING'])).toMatchObject({ executionsCount: 0 })
    expect(await purge(['FAILED', 'RUNNING'])).toMatchObject({ executionsCount: 1 })
    expect(await ids()).toEqual(['fresh', 'old', 'running'])
  })

  test('files alone', async () => {
    const { withRows, ids } = await openRows()
    expect(
      await withRows.outputs('core/purge-executions', {
        namespace: 'a.b',
        flowId: 'f',
        endDate,
        purgeExecution: false,
      }),
    ).toEqual({ executionsCount: 0, storagesCount: 2 })
    expect(await ids()).toHaveLength(4)
  })
})
