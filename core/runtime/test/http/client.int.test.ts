import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HttpAnswer, HttpRequest } from '@millrace/ports'
import { createHttpClient } from '../../src/index.ts'

const client = createHttpClient({ deniesPrivate: false })
const servers: Server[] = []
let root = ''
let other = ''

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

async function open(handle: Handler): Promise<string> {
  const server = createServer((request, response) => void handle(request, response))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  const { method, url, headers } = request
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }))
}

const routes: Record<string, Handler> = {
  '/gzip': (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    response.end(gzipSync('squeezed'))
  },
  '/bomb': (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    response.end(gzipSync(Buffer.alloc(50_000_000)))
  },
  '/loop': (_, response) => redirect(response, 302, '/loop'),
  '/metadata': (_, response) => redirect(response, 302, 'http://169.254.169.254/latest'),
  '/file': (_, response) => redirect(response, 302, 'file:///etc/passwd'),
  '/302': (_, response) => redirect(response, 302, '/echo'),
  '/307': (_, response) => redirect(response, 307, '/echo'),
  '/away': (_, response) => redirect(response, 307, `${other}/echo`),
  '/silent': () => undefined,
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('half')
    setImmediate(() => response.destroy())
  },
}

function redirect(response: ServerResponse, status: number, location: string): void {
  response.writeHead(status, { location }).end()
}

beforeAll(async () => {
  root = await open((request, response) => (routes[request.url ?? ''] ?? echo)(request, response))
  other = await open(echo)
})
afterAll(() => {
  for (const server of servers) server.closeAllConnections()
  for (const server of servers) server.close()
})

async function text({ body }: HttpAnswer): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function echoed(path: string, request: Partial<HttpRequest> = {}) {
  const answer = await client.send({ uri: `${root}${path}`, ...request })
  return JSON.parse(await text(answer)) as {
    method: string
    body: string
    url: string
    headers: Record<string, string | undefined>
  }
}

const POST = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: () => Buffer.from('hello') }

test('a request arrives as it is described', async () => {
  const seen = await echoed('/a?b=c', { ...POST, headers: { ...POST.headers, 'X-Own': 'x' } })
  expect(seen).toMatchObject({ method: 'POST', url: '/a?b=c', body: 'hello' })
  expect(seen.headers).toMatchObject({ 'content-type': 'text/plain', 'x-own': 'x', 'content-length': '5' })
})

test('an answer has its status, headers and decompressed body', async () => {
  const answer = await client.send({ uri: `${root}/gzip` })
  expect([answer.status, answer.headers['content-encoding'], await text(answer)]).toEqual([200, ['gzip'], 'squeezed'])
})

test('a body above the limit is refused, also when it was small on the wire', async () => {
  const answer = await client.send({ uri: `${root}/bomb`, maxBytes: 1_000_000 })
  await expect(text(answer)).rejects.toMatchObject({ code: 'MR_HTTP_TOO_LARGE' })
})

test('redirects keep the method and body where their status says so', async () => {
  expect(await echoed('/307', POST)).toMatchObject({ method: 'POST', body: 'hello' })
  const seen = await echoed('/302', POST)
  expect(seen).toMatchObject({ method: 'GET', body: '' })
  expect(seen.headers['content-type']).toBeUndefined()
})

test('credentials stay with their origin', async () => {
  const headers = { authorization: 'Bearer x', cookie: 'a=b', 'x-own': 'kept' }
  expect((await echoed('/307', { headers })).headers).toMatchObject(headers)
  const away = (await echoed('/away', { headers })).headers
  expect([away['authorization'], away['cookie'], away['x-own']]).toEqual([undefined, undefined, 'kept'])
})

test('a redirect is an answer where it is not followed', async () => {
  const answer = await client.send({ uri: `${root}/302`, followsRedirects: false })
  expect([answer.status, answer.headers['location']]).toEqual([302, ['/echo']])
  await text(answer)
})

test.each([
  ['/loop', 'MR_HTTP_FAILED'],
  ['/metadata', 'MR_HTTP_ADDRESS'],
  ['/file', 'MR_HTTP_REQUEST'],
])('a redirect of %s ends with %s', async (path, code) => {
  await expect(client.send({ uri: `${root}${path}` })).rejects.toMatchObject({ code })
})

test.each([
  'http://169.254.169.254/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::]/',
  'http://0/',
])('the metadata address is refused as %s', async (uri) => {
  await expect(client.send({ uri })).rejects.toMatchObject({ code: 'MR_HTTP_ADDRESS' })
})

test('private networks are refused where the installation denies them, by name as by number', async () => {
  const strict = createHttpClient({ deniesPrivate: true })
  for (const uri of [root, root.replace('127.0.0.1', 'localhost')])
    await expect(strict.send({ uri })).rejects.toMatchObject({ code: 'MR_HTTP_ADDRESS' })
})

test.each(['ftp://127.0.0.1/', 'no address', 'javascript:1'])('%s is no request', async (uri) => {
  await expect(client.send({ uri })).rejects.toMatchObject({ code: 'MR_HTTP_REQUEST' })
})

test('a header cannot smuggle another', async () => {
  await expect(client.send({ uri: root, headers: { a: 'b\r\nc: d' } })).rejects.toMatchObject({
    code: 'MR_HTTP_REQUEST',
  })
})

test('no connection, silence and an answer that breaks off are told', async () => {
  await expect(client.send({ uri: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'MR_HTTP_FAILED' })
  await expect(client.send({ uri: `${root}/silent`, idleTimeoutMs: 50 })).rejects.toMatchObject({
    code: 'MR_HTTP_FAILED',
  })
  await expect(text(await client.send({ uri: `${root}/cut` }))).rejects.toMatchObject({ code: 'MR_HTTP_FAILED' })
})

test('a signal ends a request with its reason', async () => {
  const controller = new AbortController()
  const sent = client.send({ uri: `${root}/silent`, signal: controller.signal })
  const reason = new TypeError('stop')
  controller.abort(reason)
  await expect(sent).rejects.toBe(reason)
})
