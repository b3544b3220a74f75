import { expect, it } from 'vitest'
import { openTestServer } from './open-test-server.ts'

const HELLO =
  'id: hello\nnamespace: tests\nlabels: { team: a }\ntasks:\n  - { id: say, type: core/return, format: hi }\n'

it('deploys, reads, changes and removes a flow', async () => {
  await using api = await openTestServer()
  expect(await api.json('POST', 'flows', HELLO)).toMatchObject({
    status: 200,
    body: { id: 'hello', revision: 1, source: HELLO, labels: [{ key: 'team', value: 'a' }] },
  })
  expect(await api.json('GET', 'flows/tests/hello')).toMatchObject({
    status: 200,
    body: { id: 'hello', tasks: [{ id: 'say', format: 'hi' }], deleted: false },
  })
  expect((await api.json('GET', 'flows/tests/hello')).body).not.toHaveProperty('source')
  expect((await api.json('PUT', 'flows/tests/hello', HELLO)).body).toMatchObject({ revision: 1 })
  expect((await api.json('PUT', 'flows/tests/hello', HELLO.replace('hi', 'ho'))).body).toMatchObject({ revision: 2 })
  expect((await api.json('GET', 'flows/tests/hello?revision=1&source=true')).body).toMatchObject({
    revision: 1,
    source: HELLO,
  })
  expect((await api.json('GET', 'flows/tests/hello/revisions')).body).toMatchObject([{ revision: 1 }, { revision: 2 }])
  expect((await api.json('DELETE', 'flows/tests/hello')).status).toBe(204)
  expect((await api.json('GET', 'flows/tests/hello')).status).toBe(404)
  expect((await api.json('POST', 'flows', HELLO)).body).toMatchObject({ revision: 4 })
})

it('takes the JSON of a flow too, with positions', async () => {
  await using api = await openTestServer()
  const flow = { id: 'hello', namespace: 'tests', tasks: [{ id: 'say', type: 'core/return' }] }
  expect((await api.json('POST', 'flows', JSON.stringify(flow), 'application/json')).status).toBe(200)
  const wrong = await api.json(
    'POST',
    'flows',
    '{\n "id": "x",\n "namespace": "tests",\n "tasks": []\n}',
    'application/json',
  )
  expect(wrong.body).toMatchObject({ _embedded: { errors: [{ code: 'MR_FLOW_PROPERTY', line: 4 }] } })
})

it('answers what is wrong with a flow, where and what to do, and stores nothing', async () => {
  await using api = await openTestServer()
  const { status, body } = await api.json('POST', 'flows', HELLO.replace('core/return', 'core/retrun'))
  expect(status).toBe(422)
  expect(body).toMatchObject({
    code: 'MR_FLOW_INVALID',
    _embedded: {
      errors: [
        {
          code: 'MR_FLOW_TASK_TYPE',
          line: 5,
          column: 22,
          message: 'There is no task type `core/retrun`.',
          hint: 'Did you mean `core/return`?',
        },
      ],
    },
  })
  expect((await api.json('GET', 'flows/search')).body).toMatchObject({ results: [], total: 0 })
})

it.each([
  ['text that is no YAML', 'POST', 'flows', 'id: [', 400, 'MR_YAML_SYNTAX'],
  ['brackets nested 10,000 deep', 'POST', 'flows', '['.repeat(10_000), 400, 'MR_YAML_SYNTAX'],
  ['more than 1 MiB', 'POST', 'flows', `# ${'x'.repeat(1_100_000)}`, 413, 'MR_REQUEST_TOO_LARGE'],
  ['a flow that exists', 'POST', 'flows', HELLO, 409, 'MR_FLOW_EXISTS'],
  ['another id than the route', 'PUT', 'flows/tests/hello', HELLO.replace('hello', 'other'), 422, 'MR_FLOW_PROPERTY'],
  ['a change of a flow that is not there', 'PUT', 'flows/tests/nothing', HELLO, 404, 'MR_FLOW_NOT_FOUND'],
  ['no body', 'POST', 'flows', undefined, 400, 'MR_REQUEST_INVALID'],
  ['an unknown route', 'GET', 'floes', undefined, 404, 'MR_ROUTE_NOT_FOUND'],
] as const)('refuses %s', async (...[, method, path, body, status, code]) => {
  await using api = await openTestServer()
  await api.deploy(HELLO)
  expect(await api.json(method, path, body)).toMatchObject({ status, body: { code } })
})

it('lists flows page by page with a total', async () => {
  await using api = await openTestServer()
  for (const id of ['a', 'b', 'c']) await api.deploy(HELLO.replace('hello', id))
  await api.deploy(HELLO.replace('hello', 'd').replace('namespace: tests', 'namespace: tests.deep'))
  const ids = async (query: string): Promise<unknown> => {
    const { body } = await api.json('GET', `flows/search?${query}`)
    return [body.results?.map(({ id }) => id), body['total']]
  }
  expect(await ids('size=2')).toEqual([['a', 'b'], 4])
  expect(await ids('size=2&page=2&sort=id:asc')).toEqual([['c', 'd'], 4])
  expect(await ids('filters[namespace][EQUALS]=tests')).toEqual([['a', 'b', 'c'], 3])
  expect(await ids('namespace=tests')).toEqual([['a', 'b', 'c', 'd'], 4])
  expect(await ids('q=deep')).toEqual([['d'], 1])
  expect((await api.json('GET', 'flows/tests')).body).toMatchObject([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
  expect((await api.json('GET', 'flows/search?sort=id:desc')).status).toBe(400)
  expect((await api.json('GET', 'flows/search?size=0')).body).toMatchObject({
    code: 'MR_REQUEST_INVALID',
    message: 'The parameter `size` must be a whole number from 1 to 1000, not `0`.',
  })
})

it('checks a flow without storing it', async () => {
  await using api = await openTestServer()
  expect((await api.json('POST', 'flows/validate', HELLO)).body).toEqual([
    { index: 0, flow: 'hello', namespace: 'tests', outdated: false, errors: [], warnings: [] },
  ])
  const [finding] = (await api.json('POST', 'flows/validate', HELLO.replace('format', 'formt')))
    .body as unknown as readonly { constraints: string }[]
  expect(finding?.constraints).toContain('5:')
  expect((await api.json('GET', 'flows/search')).body).toMatchObject({ total: 0 })
})

it('refuses a flow that names what does not exist, and stores nothing; warns where the name may never be needed', async () => {
  await using api = await openTestServer()
  const wrong = HELLO.replace('format: hi', 'format: "{{ inputs.x }}"')
  expect(await api.json('POST', 'flows', wrong)).toMatchObject({ status: 422, body: { code: 'MR_FLOW_INVALID' } })
  expect((await api.json('GET', 'flows/search')).body).toMatchObject({ total: 0 })
  const doubtful = HELLO.replace('format: hi', 'format: hi, runIf: "{{ vars.x }}"')
  const [checked] = (await api.json('POST', 'flows/validate', doubtful)).body as unknown as readonly object[]
  expect(checked).not.toHaveProperty('constraints')
  expect(checked).toMatchObject({
    warnings: ['5:58 The flow has no variable `x`.'],
    errors: [{ code: 'MR_FLOW_UNKNOWN_NAME', severity: 'warning', line: 5, column: 58 }],
  })
  expect((await api.json('POST', 'flows', doubtful)).status).toBe(200)
})

it('warns of calls of flows that are not deployed, and of inputs that they lack', async () => {
  await using api = await openTestServer()
  const caller = (inputs: string): string =>
    `id: caller\nnamespace: tests\ntasks:\n  - id: call\n    type: core/subflow\n    namespace: tests\n    flowId: called\n    inputs: ${inputs}\n`
  const warningsOf = async (inputs: string): Promise<unknown> => {
    const [checked] = (await api.json('POST', 'flows/validate', caller(inputs))).body as unknown as readonly {
      warnings: unknown
    }[]
    return checked?.warnings
  }
  expect(await warningsOf('{}')).toEqual(['7:13 There is no flow tests.called.'])
  const called = `${HELLO.replace('id: hello', 'id: called')}\ninputs:\n  - { id: size, type: INT }\n`
  expect((await api.json('POST', 'flows', called)).status).toBe(200)
  expect(await warningsOf('{ size: 1 }')).toEqual([])
  expect(await warningsOf('{ sise: 1 }')).toEqual([
    '8:15 The flow called has no input `sise`.',
    '7:13 The flow called needs the input `size`, which the task does not give.',
  ])
})
