import { jsonText } from '@millrace/model'
import { expect, it } from 'vitest'
import { openTestServer, type TestServer } from './open-test-server.ts'

const flow = (id: string, rest: string): string => `id: ${id}\nnamespace: tests\n${rest}`
const HELLO = flow(
  'hello',
  `
labels: { team: a }
inputs:
  - { id: name, type: STRING, defaults: world }
  - { id: nested.count, type: INT, required: false }
tasks:
  - { id: say, type: core/return, format: "hello {{ inputs.name }}" }
  - { id: log, type: core/log, message: done }
`,
)
const WAITING = flow('waiting', 'tasks:\n  - { id: wait, type: test/wait }\n')

async function withFlows(): Promise<TestServer> {
  const server = await openTestServer()
  await server.deploy(HELLO)
  await server.deploy(WAITING)
  return server
}

it('executes a flow and waits for its end', async () => {
  await using api = await withFlows()
  expect(await api.run('hello', '&labels=x:https://a.b&labels=y:2')).toMatchObject({
    namespace: 'tests',
    flowId: 'hello',
    flowRevision: 1,
    state: { current: 'SUCCESS' },
    inputs: { name: 'world', nested: { count: null } },
    labels: expect.arrayContaining([
      { key: 'team', value: 'a' },
      { key: 'x', value: 'https://a.b' },
      { key: 'y', value: '2' },
    ]) as unknown,
    taskRunList: [
      { taskId: 'say', outputs: { value: 'hello world' }, state: { current: 'SUCCESS' } },
      { taskId: 'log' },
    ],
  })
})

it('answers at once without wait, and gives the execution by its id', async () => {
  await using api = await withFlows()
  const created = await api.json(
    'POST',
    'executions/trigger/tests/hello',
    '{"name": "Ada", "nested": {"count": 2}}',
    'application/json',
  )
  expect(created).toMatchObject({
    status: 200,
    body: { state: { current: 'CREATED' }, inputs: { name: 'Ada', nested: { count: 2 } } },
  })
  await expect
    .poll(async () => (await api.json('GET', `executions/${jsonText(created.body['id'])}`)).body)
    .toMatchObject({ state: { current: 'SUCCESS' } })
})

it('executes the revision that is asked for', async () => {
  await using api = await withFlows()
  await api.json('PUT', 'flows/tests/hello', HELLO.replace('hello {{', 'good bye {{'))
  expect(await api.run('hello')).toMatchObject({
    flowRevision: 2,
    taskRunList: [{ outputs: { value: 'good bye world' } }, {}],
  })
  expect(await api.run('hello', '&revision=1')).toMatchObject({
    flowRevision: 1,
    taskRunList: [{ outputs: { value: 'hello world' } }, {}],
  })
})

it.each([
  ['an unknown flow', 'executions/tests/nothing', undefined, 404, 'MR_FLOW_NOT_FOUND'],
  ['an unknown revision', 'executions/tests/hello?revision=9', undefined, 404, 'MR_FLOW_NOT_FOUND'],
  ['an input of the wrong type', 'executions/tests/hello', '{"nested": {"count": "many"}}', 422, 'MR_INPUT_INVALID'],
  ['JSON that is none', 'executions/tests/hello', '{', 400, 'MR_REQUEST_INVALID'],
  ['a prototype in JSON', 'executions/tests/hello', '{"__proto__": {"a": 1}}', 400, 'MR_REQUEST_INVALID'],
  ['a list of inputs', 'executions/tests/hello', '[1]', 400, 'MR_REQUEST_INVALID'],
  ['a label without a value', 'executions/tests/hello?labels=x', undefined, 400, 'MR_REQUEST_INVALID'],
  ['a label of the platform', 'executions/tests/hello?labels=system.x:1', undefined, 422, 'MR_EXECUTION_LABEL'],
  ['a date that is none', 'executions/tests/hello?scheduleDate=soon', undefined, 400, 'MR_REQUEST_INVALID'],
] as const)('refuses %s and creates nothing', async (...[, path, body, status, code]) => {
  await using api = await withFlows()
  expect(await api.json('POST', path, body, 'application/json')).toMatchObject({ status, body: { code } })
  expect((await api.json('GET', 'executions')).body).toMatchObject({ total: 0 })
})

it('refuses a disabled flow', async () => {
  await using api = await openTestServer()
  await api.deploy(`${WAITING}disabled: true\n`)
  expect(await api.json('POST', 'executions/tests/waiting')).toMatchObject({
    status: 409,
    body: { code: 'MR_FLOW_DISABLED' },
  })
})

it('checks inputs without creating anything', async () => {
  await using api = await withFlows()
  const { body } = await api.json(
    'POST',
    'executions/tests/hello/validate',
    '{"nested": {"count": "x"}}',
    'application/json',
  )
  expect(body).toMatchObject({
    id: 'hello',
    namespace: 'tests',
    inputs: [
      { enabled: true, value: 'world', errors: [] },
      { enabled: true, errors: [{ code: 'MR_INPUT_INVALID' }] },
    ],
  })
})

it('kills a running execution, once', async () => {
  await using api = await withFlows()
  const id = jsonText((await api.json('POST', 'executions/tests/waiting')).body['id'])
  expect((await api.json('DELETE', `executions/${id}/kill`)).status).toBe(202)
  await expect
    .poll(async () => (await api.json('GET', `executions/${id}`)).body)
    .toMatchObject({ state: { current: 'KILLED' } })
  expect(await api.json('DELETE', `executions/${id}/kill`)).toMatchObject({
    status: 409,
    body: { code: 'MR_EXECUTION_STATE' },
  })
  expect((await api.json('DELETE', 'executions/nothing/kill')).status).toBe(404)
})

it('removes an execution with its logs', async () => {
  await using api = await withFlows()
  const id = jsonText((await api.run('hello'))['id'])
  expect((await api.json('DELETE', `executions/${id}`)).status).toBe(204)
  expect((await api.json('GET', `executions/${id}`)).status).toBe(404)
  expect((await api.json('GET', `logs/${id}`)).status).toBe(404)
})

it('lists executions by filters, the newest first, with an exact total', async () => {
  await using api = await withFlows()
  const first = await api.run('hello', '&labels=k:1')
  const second = await api.run('hello', '&labels=k:2')
  const waiting = (await api.json('POST', 'executions/tests/waiting')).body
  const ids = async (query: string): Promise<unknown> => {
    const { body } = await api.json('GET', `executions/search?${query}`)
    return [body.results?.map(({ id }) => id), body['total']]
  }
  expect(await ids('')).toEqual([[waiting['id'], second['id'], first['id']], 3])
  expect(await ids('sort=state.startDate:asc&size=2')).toEqual([[first['id'], second['id']], 3])
  expect(await ids('size=2&page=2')).toEqual([[first['id']], 3])
  expect(await ids('state=SUCCESS&state=FAILED&flowId=hello')).toEqual([[second['id'], first['id']], 2])
  expect(await ids('labels=k:1')).toEqual([[first['id']], 1])
  expect(await ids('filters[labels][EQUALS][k]=2')).toEqual([[second['id']], 1])
  expect(await ids('filters[state][IN]=SUCCESS,FAILED&filters[namespace][PREFIX]=tests')).toEqual([
    [second['id'], first['id']],
    2,
  ])
  expect(await ids('timeRange=PT1H&q=waiting')).toEqual([[waiting['id']], 1])
  expect(await ids('endDate=2020-01-01T00:00:00Z')).toEqual([[], 0])
  const page = (await api.json('GET', 'executions?size=2')).body
  expect(await ids(`size=2&after=${jsonText(page['next'])}`)).toEqual([[first['id']], 3])
  expect((await api.json('GET', 'executions?summary=true&size=1')).body.results?.[0]).toMatchObject({
    id: waiting['id'],
    state: { current: 'RUNNING' },
  })
})

it.each([
  'state=WRONG',
  'sort=name:asc',
  'filters[state][LIKE]=x',
  'filters[state]=x',
  'page=0',
  'startDate=yesterday',
  'timeRange=1h',
  'after=abc',
])('refuses the list %s', async (query) => {
  await using api = await withFlows()
  expect(await api.json('GET', `executions?${query}`)).toMatchObject({
    status: 400,
    body: { code: 'MR_REQUEST_INVALID' },
  })
})

it('gives the log lines of an execution', async () => {
  await using api = await withFlows()
  const id = jsonText((await api.run('hello'))['id'])
  const messages = async (path: string): Promise<unknown> => {
    const { body } = await api.json('GET', path)
    const list = (Array.isArray(body) ? body : (body.results ?? [])) as readonly { readonly message: string }[]
    return list.map(({ message }) => message)
  }
  await expect.poll(() => messages(`logs/${id}?minLevel=TRACE`)).toEqual(['done', 'debug done'])
  expect(await messages(`logs/${id}?minLevel=INFO`)).toEqual(['done'])
  expect(await messages(`logs/${id}?taskId=say`)).toEqual([])
  expect(await messages(`logs/search?executionId=${id}&minLevel=DEBUG&q=debug`)).toEqual(['debug done'])
  const download = await api.server.app.inject({
    url: `/api/v1/main/logs/${id}/download`,
    headers: { host: 'localhost' },
  })
  expect(download.body).toMatch(/^\d{4}-\S+ INFO \[log\] done\n/)
  expect((await api.json('GET', `logs/${id}?minLevel=LOUD`)).status).toBe(400)
})

it('keeps a secret input encrypted, gives it to tasks, and hides it in the log', async () => {
  await using api = await openTestServer()
  await api.deploy(
    flow(
      'secretive',
      'inputs:\n  - { id: key, type: SECRET }\ntasks:\n  - { id: say, type: core/return, format: "{{ inputs.key }}" }\n  - { id: log, type: core/log, message: "key {{ inputs.key }}" }\n',
    ),
  )
  const { body } = await api.json(
    'POST',
    'executions/tests/secretive?wait=true',
    '{"key": "hush-hush"}',
    'application/json',
  )
  expect(body).toMatchObject({ state: { current: 'SUCCESS' }, taskRunList: [{ outputs: { value: 'hush-hush' } }, {}] })
  expect(JSON.stringify(body['inputs'])).not.toContain('hush')
  const lines = async (): Promise<string> =>
    JSON.stringify((await api.json('GET', `logs/${jsonText(body['id'])}`)).body)
  await expect.poll(lines).toContain('key ******')
  expect(await lines()).not.toContain('hush')
})
