import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonText, MillraceError } from '@millrace/sdk-plugin'
import type { JsonObject, StorageUri } from '@millrace/sdk-plugin'
import { MemoryStorage, openTestAttempt, runTask } from '@millrace/sdk-testing'
import { plugin } from '../src/index.ts'

const storage = new MemoryStorage({ clock: { now: () => 0 } })
let server: Server
let root = ''

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  const { method, url = '', headers } = request
  const status = Number(/^\/status\/(\d+)/.exec(url)?.[1] ?? 200)
  response.writeHead(status, { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] })
  if (url.startsWith('/empty')) response.end()
  else if (url.startsWith('/latin')) response.end(Buffer.from([0xe9]))
  else response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }))
}

async function run(type: string, properties: JsonObject) {
  const definition = plugin.tasks.find((task) => task.type === type || task.aliases?.includes(type))
  if (definition === undefined) throw new MillraceError('MR_FLOW_TASK_TYPE', type)
  await using attempt = await openTestAttempt({ storage })
  return await runTask(definition, properties, attempt)
}

async function seen(properties: JsonObject): Promise<Seen> {
  const { outputs, error } = await run('http/request', { uri: `${root}/x`, ...properties })
  if (error !== undefined) throw new TypeError(error.message)
  return JSON.parse(jsonText(outputs?.['body'])) as Seen
}

describe('http/request', () => {
  test('gives the status, the headers and the body of the answer', async () => {
    const { outputs } = await run('io.kestra.plugin.fs.http.Request', { uri: `${root}/x` })
    expect(outputs).toMatchObject({ uri: `${root}/x`, code: 200, headers: { 'set-cookie': ['a=1', 'b=2'] } })
    expect((await run('http/request', { uri: `${root}/empty` })).outputs).not.toHaveProperty('body')
  })

  test('sends what it is told', async () => {
    expect(await seen({ method: 'put', body: { a: [1] } })).toMatchObject({
      method: 'PUT',
      body: '{"a":[1]}',
      headers: { 'content-type': 'application/json' },
    })
    expect(await seen({ method: 'POST', body: '<a/>', contentType: 'text/xml' })).toMatchObject({
      body: '<a/>',
      headers: { 'content-type': 'text/xml' },
    })
    expect(await seen({ params: { q: 'a b', list: [1, 2] }, headers: { 'X-Own': 'x' } })).toMatchObject({
      url: '/x?q=a+b&list=1&list=2',
      headers: { 'x-own': 'x' },
    })
  })

  test.each([
    [{ basicAuthUser: 'me', basicAuthPassword: 'word' }, 'Basic bWU6d29yZA=='],
    [{ auth: { username: 'me', password: 'word' } }, 'Basic bWU6d29yZA=='],
    [{ auth: { type: 'BEARER', token: 'abc' } }, 'Bearer abc'],
  ])('authenticates with %j', async (options, authorization) => {
    expect((await seen({ options })).headers['authorization']).toBe(authorization)
  })

  test('sends forms, with files in parts', async () => {
    expect(await seen({ method: 'POST', formData: { a: 'b c', n: 1 } })).toMatchObject({
      body: 'a=b+c&n=1',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    await storage.put('kestra:///test/data.csv', Buffer.from('1,2'))
    const formData = {
      field: 'x',
      file: 'kestra:///test/data.csv',
      named: { name: 'n".csv', content: 'kestra:///test/data.csv' },
    }
    const { body, headers } = await seen({ method: 'POST', contentType: 'multipart/form-data', formData })
    const form = await new Response(body, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData()
    expect(form.get('field')).toBe('x')
    const [file, named] = [form.get('file') as File, form.get('named') as File]
    expect([file.name, await file.text(), named.name]).toEqual(['data.csv', '1,2', 'n".csv'])
  })

  test('a failure status fails the task and tells the answer, unless it is allowed', async () => {
    const uri = `${root}/status/503`
    expect((await run('http/request', { uri })).error).toMatchObject({ code: 'MR_HTTP_STATUS' })
    for (const allowed of [
      { allowFailed: true },
      { options: { allowFailed: true } },
      { options: { allowedResponseCodes: [503] } },
    ])
      expect((await run('http/request', { uri, ...allowed })).outputs).toMatchObject({ code: 503 })
    const { error } = await run('http/request', { uri: `${root}/x`, options: { allowedResponseCodes: [201] } })
    expect(error?.code).toBe('MR_HTTP_STATUS')
  })

  test('a text is read in the encoding that it is written in', async () => {
    const options = { defaultCharset: 'ISO-8859-1' }
    expect((await run('http/request', { uri: `${root}/latin`, options })).outputs?.['body']).toBe('é')
  })

  test('a large answer, a wrong duration and a metadata address are refused', async () => {
    const codeOf = async (properties: JsonObject): Promise<string | undefined> =>
      (await run('http/request', { uri: root, ...properties })).error?.code
    expect(await codeOf({ options: { maxContentLength: 10 } })).toBe('MR_HTTP_TOO_LARGE')
    expect(await codeOf({ options: { connectTimeout: 'soon' } })).toBe('MR_TASK_PROPERTY')
    expect(await codeOf({ uri: 'http://169.254.169.254/latest/meta-data' })).toBe('MR_HTTP_ADDRESS')
  })
})

describe('http/download', () => {
  test('streams the answer into a file', async () => {
    const { outputs } = await run('io.kestra.plugin.core.http.Download', { uri: `${root}/a/data.csv?x=1` })
    expect(outputs).toMatchObject({ code: 200, uri: 'kestra:///attempt/data.csv' })
    expect((await storage.stat(outputs?.['uri'] as StorageUri))?.size).toBe(outputs?.['length'])
    expect((await run('http/download', { uri: root, saveAs: 'own.txt' })).outputs?.['uri']).toBe(
      'kestra:///attempt/own.txt',
    )
  })

  test('an empty answer fails unless told', async () => {
    const uri = `${root}/empty`
    expect((await run('http/download', { uri })).error?.code).toBe('MR_TASK_FAILED')
    expect((await run('http/download', { uri, failOnEmptyResponse: false })).outputs).toMatchObject({ length: 0 })
  })
})
