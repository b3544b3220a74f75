import { expect, it } from 'vitest'
import type { ExecutionDocument } from '@millrace/model'
import { openTestServer, type TestServer } from './open-test-server.ts'

const flow = (id: string, rest: string): string => `id: ${id}\nnamespace: tests\n${rest}`
const PAUSE = flow(
  'pause',
  `
tasks:
  - { id: hold, type: core/pause, onResume: [{ id: why, type: STRING }] }
  - { id: told, type: core/return, format: "{{ outputs.hold.onResume.why }}" }
`,
)
/** Fails at its first attempt only. */
const FLAKY = flow(
  'flaky',
  `
tasks:
  - { id: before, type: core/return, format: before }
  - { id: flaky, type: core/return, format: "{{ taskrun.attemptsCount == 1 ? 'ok' : nothing }}" }
  - { id: after, type: core/return, format: after }
`,
)

async function withFlows(): Promise<TestServer> {
  const server = await openTestServer()
  await server.deploy(PAUSE)
  await server.deploy(FLAKY)
  return server
}

async function reaches(api: TestServer, id: string, state: string): Promise<ExecutionDocument> {
  const read = async (): Promise<ExecutionDocument> =>
    (await api.json('GET', `executions/${id}`)).body as unknown as ExecutionDocument
  await expect.poll(async () => (await read()).state.current).toBe(state)
  return read()
}

async function paused(api: TestServer): Promise<string> {
  const { body } = await api.json('POST', 'executions/tests/pause')
  const id = body['id'] as string
  await reaches(api, id, 'PAUSED')
  return id
}

it('resumes a paused execution with what is asked for, once', async () => {
  await using api = await withFlows()
  const id = await paused(api)
  const resume = (body: string): Promise<{ status: number }> =>
    api.json('POST', `executions/${id}/resume`, body, 'application/json')
  expect(await resume('{}')).toMatchObject({ status: 422 })
  expect(await resume('{"why": "because"}')).toMatchObject({ status: 204 })
  expect((await reaches(api, id, 'SUCCESS')).taskRunList[1]?.outputs).toEqual({ value: 'because' })
  expect(await resume('{"why": "again"}')).toMatchObject({ status: 409, body: { code: 'MR_EXECUTION_STATE' } })
})

it('runs a flow that is called like an operation', async () => {
  await using api = await withFlows()
  await api.deploy(flow('labels', 'tasks:\n  - { id: log, type: core/log, message: done }\n'))
  expect(await api.run('labels')).toMatchObject({ flowId: 'labels', state: { current: 'SUCCESS' } })
})

it('restarts from what failed, under the same id', async () => {
  await using api = await withFlows()
  const failed = (await api.run('flaky')) as { id: string; state: { current: string } }
  expect(failed.state.current).toBe('FAILED')
  const { body } = await api.json('POST', `executions/${failed.id}/restart`)
  expect(body).toMatchObject({ id: failed.id, state: { current: 'RESTARTED' } })
  const ended = await reaches(api, failed.id, 'SUCCESS')
  expect(ended.taskRunList.map((run) => run.attempts?.length)).toEqual([1, 2, 1])
  expect(await api.json('POST', `executions/${failed.id}/restart`)).toMatchObject({
    status: 422,
    body: { code: 'MR_EXECUTION_NOTHING_TO_RESTART' },
  })
})

it('replays from a task run in a new execution, or from the beginning', async () => {
  await using api = await withFlows()
  const first = (await api.run('flaky')) as unknown as ExecutionDocument
  const { body } = await api.json('POST', `executions/${first.id}/replay?taskRunId=${first.taskRunList[1]?.id}`)
  expect(body).toMatchObject({ parentId: first.id, state: { current: 'RESTARTED' }, taskRunList: [{}, {}] })
  await reaches(api, body['id'] as string, 'SUCCESS')
  const again = await api.json('POST', `executions/${first.id}/replay`)
  expect(again.body).toMatchObject({ parentId: first.id, state: { current: 'CREATED' }, taskRunList: [] })
  await reaches(api, again.body['id'] as string, 'FAILED')
  expect((await reaches(api, first.id, 'FAILED')).taskRunList).toHaveLength(2)
})

it('says how a task run ended, and how an execution did', async () => {
  await using api = await withFlows()
  const failed = (await api.run('flaky')) as unknown as ExecutionDocument
  const change = JSON.stringify({ taskRunId: failed.taskRunList[1]?.id, state: 'SUCCESS' })
  expect(await api.json('POST', `executions/${failed.id}/state`, change, 'application/json')).toMatchObject({
    status: 200,
  })
  expect((await reaches(api, failed.id, 'SUCCESS')).taskRunList).toHaveLength(3)
  await api.json('POST', `executions/${failed.id}/change-status?status=WARNING`)
  await reaches(api, failed.id, 'WARNING')
  expect(await api.json('POST', `executions/${failed.id}/change-status?status=NEVER`)).toMatchObject({ status: 400 })
})

it('labels an execution, but not with what is reserved', async () => {
  await using api = await withFlows()
  const { id } = (await api.run('flaky')) as { id: string }
  const label = (key: unknown): Promise<{ status: number; body: unknown }> =>
    api.json('POST', `executions/${id}/labels`, JSON.stringify([{ key, value: 'v' }]), 'application/json')
  expect((await label('team')).body).toMatchObject({
    labels: expect.arrayContaining([{ key: 'team', value: 'v' }]) as unknown,
  })
  expect(await label('system.x')).toMatchObject({ status: 422, body: { code: 'MR_EXECUTION_LABEL' } })
  expect(await label(null)).toMatchObject({ status: 422 })
  expect(await api.json('POST', 'executions/nothing/labels', '[]', 'application/json')).toMatchObject({ status: 404 })
})

it('handles several at once, and says which it refused', async () => {
  await using api = await withFlows()
  const ids = [await paused(api), await paused(api)]
  const kill = (): Promise<{ status: number; body: unknown }> =>
    api.json('POST', 'executions/kill/by-ids', JSON.stringify(ids), 'application/json')
  expect(await kill()).toMatchObject({ status: 200, body: { count: 2 } })
  for (const id of ids) await reaches(api, id, 'KILLED')
  expect(await kill()).toMatchObject({ status: 400 })
})
