import { expect, it } from 'vitest'
import { createClient } from '../src/index.ts'

const answering =
  (status: number, body: string): typeof fetch =>
  async () =>
    new Response(body, { status })

it('throws the error of the server, with its findings', async () => {
  const finding = {
    code: 'MR_FLOW_TASK_TYPE',
    message: 'There is no task type `x`.',
    hint: 'Did you mean `y`?',
    line: 3,
    column: 5,
  }
  const body = JSON.stringify({ code: 'MR_FLOW_INVALID', message: 'Invalid entity', _embedded: { errors: [finding] } })
  await expect(createClient({ url: 'http://x', fetch: answering(422, body) }).flows.create('')).rejects.toMatchObject({
    code: 'MR_FLOW_INVALID',
    issues: [{ code: 'MR_FLOW_TASK_TYPE', hint: 'Did you mean `y`?', position: { line: 3, column: 5 } }],
  })
})

it('makes an error of an answer that is no JSON, or of a code that it does not know', async () => {
  await expect(
    createClient({ url: 'http://x', fetch: answering(503, '<html>') }).executions.get('a'),
  ).rejects.toMatchObject({ kind: 'overloaded' })
  await expect(
    createClient({
      url: 'http://x',
      fetch: answering(418, '{"code":"MR_TEAPOT","message":"short and stout"}'),
    }).executions.get('a'),
  ).rejects.toMatchObject({ code: 'MR_INTERNAL', message: 'short and stout' })
})

it('says that no server answers', async () => {
  const refuse: typeof fetch = async () =>
    Promise.reject(new TypeError('fetch failed', { cause: new TypeError('connect ECONNREFUSED') }))
  await expect(createClient({ url: 'http://x', fetch: refuse }).executions.get('a')).rejects.toMatchObject({
    code: 'MR_SERVER_UNREACHABLE',
    message: expect.stringContaining('ECONNREFUSED') as string,
  })
})

it('writes ids and parameters so that the server reads them as they are', async () => {
  const seen: string[] = []
  const record: typeof fetch = async (target) => {
    seen.push(target instanceof Request ? target.url : String(target))
    return new Response('{"results":[],"total":0}')
  }
  const client = createClient({ url: 'http://x/', fetch: record })
  await client.executions.page({ labels: { 'a b': 'c:d' }, states: ['SUCCESS', 'FAILED'], text: 'é' })
  await client.flows.get('name/space', 'a', { source: true })
  expect(seen).toEqual([
    'http://x/api/v1/main/executions/search?state=SUCCESS&state=FAILED&labels=a+b%3Ac%3Ad&q=%C3%A9',
    'http://x/api/v1/main/flows/name%2Fspace/a?source=true',
  ])
  expect(() => client.executions.get('..')).toThrow(/no id/)
})
