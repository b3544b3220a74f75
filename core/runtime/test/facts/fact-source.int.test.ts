import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MemoryStorage, openTestAttempt } from '@millrace/sdk-testing'
import type { ExecutionId } from '@millrace/model'
import type { Answer, Need } from '@millrace/expression'
import { createFactSource, createHttpClient } from '../../src/index.ts'

const storage = new MemoryStorage({ clock: { now: () => 0 } })
let server: Server
let root = ''

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await storage.put('kestra:///a/b/_files/x.txt', Buffer.from('of the namespace'))
  await storage.put('kestra:///a/other', Buffer.from(''))
})
afterAll(() => void server.close())

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  const { method, url = '', headers } = request
  response.statusCode = url.startsWith('/missing') ? 404 : 200
  if (url.startsWith('/text')) return void response.end('a text')
  if (url.startsWith('/large')) return void response.end(Buffer.alloc(1_048_577, 'x'))
  response.setHeader('content-type', 'application/json; charset=utf-8')
  const { accept, 'content-type': type } = headers
  response.end(JSON.stringify({ method, url, accept, type, body: Buffer.concat(chunks).toString() }))
}

async function fetched(need: Need): Promise<Answer> {
  await using attempt = await openTestAttempt({ storage })
  const { platform } = attempt.context
  const source = createFactSource({ platform, storage, http: createHttpClient({ deniesPrivate: false }) })
  return await source.fetch(need, { namespace: 'a.b', executionId: 'e' as ExecutionId })
}

test('a path is a file of the namespace, a URI one of the storage', async () => {
  expect(await fetched({ kind: 'read', path: 'x.txt' })).toEqual({ value: 'of the namespace' })
  expect(await fetched({ kind: 'read', path: 'x.txt', namespace: 'a' })).toHaveProperty('failure')
  expect(await fetched({ kind: 'fileURI', path: '/x.txt' })).toEqual({ value: 'kestra:///a/b/_files/x.txt' })
  expect(await fetched({ kind: 'fileSize', path: 'x.txt' })).toEqual({ value: 16 })
  expect(await fetched({ kind: 'isFileEmpty', path: 'kestra:///a/other' })).toEqual({ value: true })
  expect(await fetched({ kind: 'fileExists', path: 'none.txt' })).toEqual({ value: false })
  expect(await fetched({ kind: 'fileExists', path: '../../other' })).toHaveProperty('failure')
})

test('http() gives JSON as data and anything else as a text', async () => {
  expect(await fetched({ kind: 'http', request: { uri: `${root}/a`, query: { q: 'b c' } } })).toEqual({
    value: { method: 'GET', url: '/a?q=b+c', accept: 'application/json', body: '' },
  })
  expect(await fetched({ kind: 'http', request: { uri: root, method: 'post', body: { a: 1 } } })).toMatchObject({
    value: { method: 'POST', type: 'application/json', body: '{"a":1}' },
  })
  expect(await fetched({ kind: 'http', request: { uri: `${root}/text` } })).toEqual({ value: 'a text' })
})

test.each(['/missing', '/large'])('http() of %s is a failure of the expression', async (path) => {
  expect(await fetched({ kind: 'http', request: { uri: `${root}${path}` } })).toHaveProperty('failure')
})

test('http() obeys the network rules and answers when nobody does', async () => {
  for (const uri of ['http://169.254.169.254/', 'http://127.0.0.1:1/', 'file:///etc/passwd'])
    expect(await fetched({ kind: 'http', request: { uri } })).toHaveProperty('failure')
})
