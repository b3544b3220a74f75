// The reading thread: budgets, failures, and that it keeps a process alive as long as somebody waits, no longer.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Repository } from '@millrace/sdk-adapter'
import { expect, onTestFinished, test } from 'vitest'
import { adapter } from '../../src/index.ts'
import { Reader } from '../../src/reader/reader.ts'
import { execution, hostIn, temporaryDirectory } from '../places.ts'

async function withExecutions(directory: string, count: number): Promise<Repository> {
  const { repository, ...opened } = await adapter.open({}, hostIn(directory))
  onTestFinished(() => opened[Symbol.asyncDispose]())
  if (repository === undefined) throw new RangeError('no repository')
  const row = {
    namespace: 'company',
    flowId: 'flow',
    flowRevision: 1,
    state: 'RUNNING',
    startedAt: 1,
    labels: [{ key: 'k', value: 'v' }],
  }
  const changes = Array.from({ length: count }, (_, index) =>
    execution(`e${index}`, { row: { ...row, startedAt: index * 60_000 } }),
  )
  await repository.entities.commit({ changes })
  return repository
}

test.each([{ text: 'flow' }, { labels: [{ key: 'k', value: 'v' }] }])(
  'a count whose budget ends says at least so many: %j',
  async (filter) => {
    const { executions } = await withExecutions(temporaryDirectory(), 5000)
    expect(await executions.total(filter, { budgetMs: 10_000 })).toEqual({ value: 5000, isExact: true })
    const total = await executions.total(filter, { budgetMs: -1 })
    expect(total.isExact).toBe(false)
    expect(total.value).toBeLessThanOrEqual(5000)
  },
)

test('a question that fails rejects with a code, and the next is answered', async () => {
  const directory = temporaryDirectory()
  await withExecutions(directory, 3)
  await using reader = new Reader(join(directory, 'millrace.db'))
  await expect(reader.rows({ sql: 'SELECT nonsense', parameters: [] })).rejects.toMatchObject({ code: 'MR_INTERNAL' })
  expect(await reader.rows({ sql: 'SELECT count(*) AS count FROM executions', parameters: [] })).toEqual([{ count: 3 }])
})

test('the reading thread cannot write', async () => {
  const directory = temporaryDirectory()
  await withExecutions(directory, 1)
  await using reader = new Reader(join(directory, 'millrace.db'))
  await expect(reader.rows({ sql: 'DELETE FROM executions', parameters: [] })).rejects.toMatchObject({
    code: 'MR_DATABASE_UNAVAILABLE',
  })
})

test('a process waits for an answer that it asked for, and ends when it has it', async () => {
  const directory = temporaryDirectory()
  {
    const { repository, ...opened } = await adapter.open({}, hostIn(directory))
    await repository?.entities.commit({ changes: [execution('a'), execution('b')] })
    await opened[Symbol.asyncDispose]()
  }
  const script = new URL('../fixtures/asks-and-ends.ts', import.meta.url).pathname
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning']
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, directory], { timeout: 20_000 })
  expect(JSON.parse(stdout)).toEqual({ value: 2, isExact: true })
})
