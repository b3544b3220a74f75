// An attempt over the memory adapter, and the task types of this plugin by their names.

import { tmpdir } from 'node:os'
import { adapter } from '@millrace/adapter-memory'
import { MillraceError } from '@millrace/sdk-plugin'
import type { JsonObject, Platform } from '@millrace/sdk-plugin'
import { MemoryStorage, openTestAttempt, runTask, testPlatform, type TestAttemptOptions } from '@millrace/sdk-testing'
import { plugin } from '../src/index.ts'

type Repository = NonNullable<Awaited<ReturnType<typeof adapter.open>>['repository']>
type Row = NonNullable<Parameters<Repository['entities']['commit']>[0]['changes'][number]['row']>

export interface TestPlace {
  readonly clock: { now(): number; after(): () => void; at: number }
  readonly storage: MemoryStorage
  readonly platform: Platform
  addExecution(id: string, row: Row): Promise<void>
  executionIds(): Promise<readonly string[]>
  /** Runs one attempt; gives its result. */
  run(type: string, properties: JsonObject, options?: TestAttemptOptions): Promise<Awaited<ReturnType<typeof runTask>>>
  /** The outputs of an attempt that succeeds. */
  outputs(type: string, properties: JsonObject, options?: TestAttemptOptions): Promise<JsonObject>
}

function definitionOf(type: string) {
  const found = plugin.tasks.find((task) => task.type === type || task.aliases?.includes(type))
  if (found === undefined) throw new MillraceError('MR_FLOW_TASK_TYPE', type)
  return found
}

export async function openPlace(): Promise<TestPlace> {
  const clock = { at: Date.UTC(2026, 0, 1), now: () => clock.at, after: () => () => {} }
  let last = 0
  const ids = { next: () => String((last += 1)).padStart(22, '0') }
  const opened = await adapter.open({}, { clock, ids, dataDirectory: tmpdir(), service: 'test', log: () => {} })
  const { repository } = opened
  if (repository === undefined) throw new TypeError('the memory adapter has a repository')
  const storage = new MemoryStorage({ clock })
  const platform = testPlatform({ repository, storage, clock })
  const run: TestPlace['run'] = async (type, properties, options = {}) => {
    await using attempt = await openTestAttempt({ storage, platform, ...options })
    return await runTask(definitionOf(type), properties, attempt)
  }
  const outputs: TestPlace['outputs'] = async (type, properties, options) => {
    const result = await run(type, properties, options)
    if (result.state !== 'SUCCESS') throw new TypeError(`${type} ended ${JSON.stringify(result)}`)
    return result.outputs ?? {}
  }
  const addExecution: TestPlace['addExecution'] = async (id, row) => {
    const change = {
      ref: { kind: 'execution', key: id },
      expectedVersion: 0,
      body: '{}',
      isLive: false,
      parts: [],
      row,
    }
    await repository.entities.commit({ changes: [change] })
  }
  const executionIds: TestPlace['executionIds'] = async () => {
    const page = await repository.executions.page({}, { by: 'id', direction: 'asc' }, { size: 100 })
    return page.items.map(({ id }) => id)
  }
  return { clock, storage, platform, addExecution, executionIds, run, outputs }
}
