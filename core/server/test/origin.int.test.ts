import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestServer, type TestServer } from './open-test-server.ts'
import { rawRequest, statusOf } from './raw-request.ts'

const FLOW = 'id: planted\nnamespace: tests\ntasks:\n  - { id: say, type: core/return }\n'
let test: TestServer
let port = 0

beforeAll(async () => {
  test = await openTestServer({ hosts: ['millrace.internal'] })
  port = (await test.server.listen({ host: '127.0.0.1', port: 0 })).port
})
afterAll(async () => test[Symbol.asyncDispose]())

const get = (...headers: readonly string[]): Promise<string> =>
  rawRequest(port, ['GET /api/v1/main/flows/search HTTP/1.1', ...headers])
const post = (type: string, ...headers: readonly string[]): Promise<string> =>
  rawRequest(
    port,
    ['POST /api/v1/main/flows HTTP/1.1', `Content-Type: ${type}`, `Content-Length: ${FLOW.length}`, ...headers],
    FLOW,
  )

it.each(['localhost', 'LOCALHOST:1', '127.0.0.1:8080', '[::1]:8080', 'millrace.internal'])(
  'answers under the name %s',
  async (host) => {
    expect(statusOf(await get(`Host: ${host}`))).toBe(200)
  },
)

it.each([
  'evil.example',
  'evil.example:8080',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'localhost.',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '0.0.0.0',
  '[::]',
  '[::ffff:127.0.0.1]',
  'localhost@evil.example',
  'evil.example#localhost',
  'localhost:80:80',
  'localhost, evil.example',
])('refuses the foreign name %s', async (host) => {
  const answer = await get(`Host: ${host}`)
  expect([statusOf(answer), answer.includes('MR_REQUEST_ORIGIN')]).toEqual([403, true])
})

it('refuses two names, no name, and a whole address as the target', async () => {
  expect(statusOf(await get('Host: localhost', 'Host: evil.example'))).toBeGreaterThanOrEqual(400)
  expect(statusOf(await get('Host: evil.example', 'Host: localhost'))).toBeGreaterThanOrEqual(400)
  expect(statusOf(await get())).toBe(400)
  expect(
    statusOf(await rawRequest(port, ['GET http://evil.example/api/v1/main/flows/search HTTP/1.1', 'Host: localhost'])),
  ).toBe(403)
})

it.each([
  ['another site', 'Origin: http://evil.example'],
  ['no site that is told', 'Origin: null'],
  ['a site that begins alike', 'Origin: http://localhost.evil.example'],
  ['another port of this machine', 'Origin: http://localhost:3000'],
  ['a page of a file', 'Origin: file://'],
  ['another site that hides its name', 'Sec-Fetch-Site: cross-site'],
])('refuses a change from %s', async (_, header) => {
  for (const type of ['application/x-yaml', 'text/plain']) {
    expect(statusOf(await post(type, 'Host: localhost:8080', header))).toBe(403)
  }
  expect((await test.json('GET', 'flows/search')).body).toMatchObject({ total: 0 })
})

it('refuses a form that another site posts', async () => {
  const answer = await rawRequest(
    port,
    [
      'POST /api/v1/main/executions/tests/planted HTTP/1.1',
      'Host: localhost',
      'Origin: http://evil.example',
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: 3',
    ],
    'a=b',
  )
  expect(statusOf(answer)).toBe(403)
})

it('gives no other site leave to read, and lets no browser guess types', async () => {
  const answer = (await get('Host: localhost', 'Origin: http://evil.example')).toLowerCase()
  expect(answer).toContain('x-content-type-options: nosniff')
  expect(answer).not.toContain('access-control-allow')
  expect(
    statusOf(
      await rawRequest(port, [
        'OPTIONS /api/v1/main/flows HTTP/1.1',
        'Host: localhost',
        'Origin: http://evil.example',
        'Access-Control-Request-Method: POST',
      ]),
    ),
  ).toBe(403)
})

it('takes a change from its own pages and from programs', async () => {
  expect(statusOf(await post('application/x-yaml', 'Host: localhost:8080', 'Origin: http://localhost:8080'))).toBe(200)
  expect(
    statusOf(await rawRequest(port, ['DELETE /api/v1/main/flows/tests/planted HTTP/1.1', 'Host: localhost'])),
  ).toBe(204)
})

it('says which address is taken', async () => {
  await using other = await openTestServer()
  await expect(other.server.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'MR_ADDRESS_IN_USE' })
})
