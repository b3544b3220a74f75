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
      resume: async () => {},
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
