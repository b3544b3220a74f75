import { MillraceError } from '@millrace/sdk-plugin'
import type { JsonObject } from '@millrace/sdk-plugin'
import { openTestAttempt, runTask } from '@millrace/sdk-testing'
import { describe, expect, test } from 'vitest'
import { plugin } from '../src/index.ts'

function definitionOf(type: string) {
  const found = plugin.tasks.find((task) => task.type === type || task.aliases?.includes(type))
  if (found === undefined) throw new MillraceError('MR_FLOW_TASK_TYPE', type)
  return found
}

async function run(type: string, properties: JsonObject) {
  await using attempt = await openTestAttempt()
  const result = await runTask(definitionOf(type), properties, attempt)
  return { result, logs: attempt.logs, metrics: attempt.metrics, storage: attempt.context.storage }
}

describe('core/log', () => {
  test('a text is one line at INFO, a list one line an entry at the level asked for', async () => {
    expect((await run('core/log', { message: 'hello' })).logs).toEqual([{ level: 'INFO', message: 'hello' }])
    const { logs } = await run('io.kestra.plugin.core.log.Log', { message: ['a', 2], level: 'WARN' })
    expect(logs).toEqual([
      { level: 'WARN', message: 'a' },
      { level: 'WARN', message: '2' },
    ])
  })

  test('a level that does not exist is refused', async () => {
    await expect(run('core/log', { message: 'x', level: 'LOUD' })).rejects.toMatchObject({ code: 'MR_TASK_PROPERTY' })
  })

  test('the older echo writes its format', async () => {
    const { logs } = await run('io.kestra.core.tasks.debugs.Echo', { format: 'x', level: 'ERROR' })
    expect(logs).toEqual([{ level: 'ERROR', message: 'x' }])
  })
})

describe('core/return', () => {
  test('the rendered format is the output, its length a metric', async () => {
    const { result, metrics } = await run('core/return', { format: 'hello' })
    expect(result).toEqual({ state: 'SUCCESS', outputs: { value: 'hello' } })
    expect(metrics.map(({ name, type }) => [name, type])).toEqual([
      ['length', 'counter'],
      ['duration', 'timer'],
    ])
    expect(metrics[0]?.value).toBe(5)
  })

  test('without a format there is no value', async () => {
    expect((await run('core/return', {})).result.outputs).toEqual({})
  })
})

describe('core/fail', () => {
  test.each([undefined, true, 'true', 'yes', 1, '1', ' x '])('fails when the condition is %j', async (condition) => {
    const { result } = await run('core/fail', condition === undefined ? {} : { condition })
    expect(result).toMatchObject({ state: 'FAILED', error: { code: 'MR_TASK_FAILED', message: 'Task failure' } })
  })

  test.each([false, 'false', '', '  ', 0, '0', '-0'])('succeeds when the condition is %j', async (condition) => {
    expect((await run('core/fail', { condition })).result.state).toBe('SUCCESS')
  })

  test('the message is that of the flow', async () => {
    const { result } = await run('io.kestra.core.tasks.executions.Fail', { errorMessage: 'too small' })
    expect(result.error?.message).toBe('too small')
  })
})

describe('core/output-values', () => {
  test('values keep their shape', async () => {
    const values = { text: 'a', list: [1, { deep: null }] }
    expect((await run('core/output-values', { values })).result.outputs).toEqual({ values })
  })
})

describe('files', () => {
  test('a written file has its extension, its size, and is joined with others', async () => {
    await using attempt = await openTestAttempt()
    const written = await runTask(definitionOf('core/write'), { content: 'héllo', extension: 'txt' }, attempt)
    const uri = written.outputs?.['uri'] as string
    expect(uri).toMatch(/^kestra:\/\/\/.*\.txt$/)
    expect((await runTask(definitionOf('core/size'), { uri }, attempt)).outputs).toEqual({ size: 6 })
    const joined = await runTask(
      definitionOf('core/concat'),
      { files: JSON.stringify([uri, uri]), separator: '\n' },
      attempt,
    )
    const size = await runTask(definitionOf('core/size'), { uri: joined.outputs?.['uri'] as string }, attempt)
    expect(size.outputs).toEqual({ size: 13 })
  })

  test('what is no file, no URI or no extension is told by its code', async () => {
    expect((await run('core/size', { uri: 'kestra:///none' })).result.error?.code).toBe('MR_STORAGE_NOT_FOUND')
    expect((await run('core/size', { uri: '/etc/passwd' })).result.error?.code).toBe('MR_STORAGE_URI')
    expect((await run('core/concat', { files: '[1]' })).result.error?.code).toBe('MR_TASK_PROPERTY')
    expect((await run('core/write', { content: '', extension: '/../x' })).result.error?.code).toBe('MR_TASK_PROPERTY')
  })
})
