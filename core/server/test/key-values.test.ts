import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestServer, type TestServer } from './open-test-server.ts'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer()
})
afterAll(async () => test[Symbol.asyncDispose]())

const place = 'namespaces/tests/kv'

async function put(key: string, payload: string, headers: Record<string, string>): Promise<number> {
  const url = `/api/v1/main/${place}/${key}`
  const answer = await test.server.app.inject({
    method: 'PUT',
    url,
    headers: { host: 'localhost', ...headers },
    payload,
  })
  return answer.statusCode
}

it.each([
  ['application/json', '{"field":"value"}', { type: 'JSON', value: { field: 'value' } }],
  ['application/json', '"a text"', { type: 'STRING', value: 'a text' }],
  ['text/plain', '{"a":[1]}', { type: 'JSON', value: { a: [1] } }],
  ['text/plain', 'hello world', { type: 'STRING', value: 'hello world' }],
  ['text/plain', '2.5', { type: 'NUMBER', value: 2.5 }],
  ['text/plain', 'true', { type: 'BOOLEAN', value: true }],
  ['text/plain', 'PT5M', { type: 'DURATION', value: 'PT5M' }],
  ['text/plain', '2026-02-28', { type: 'DATE', value: '2026-02-28' }],
  ['text/plain', '2026-02-28T10:00:00Z', { type: 'DATETIME', value: '2026-02-28T10:00:00Z' }],
])('keeps a value sent as %s: %s', async (type, payload, kept) => {
  expect(await put('my-key', payload, { 'content-type': type })).toBe(200)
  expect((await test.json('GET', `${place}/my-key`)).body).toMatchObject(kept)
})

it('lists keys with their times, without their values', async () => {
  await put('listed', '1', { 'content-type': 'application/json', ttl: 'PT1H', description: 'For a test.' })
  const { body } = await test.json('GET', place)
  const listed = (body as unknown as readonly { key: string; creationDate: string; expirationDate: string }[]).find(
    ({ key }) => key === 'listed',
  )
  expect(listed).toMatchObject({ namespace: 'tests', description: 'For a test.' })
  expect(listed).not.toHaveProperty('value')
  expect(Date.parse(listed?.expirationDate ?? '') - Date.parse(listed?.creationDate ?? '')).toBe(3_600_000)
})

it('removes a key once', async () => {
  await put('gone', '1', { 'content-type': 'application/json' })
  expect((await test.json('DELETE', `${place}/gone`)).body).toBe(true)
  expect((await test.json('DELETE', `${place}/gone`)).body).toBe(false)
  expect((await test.json('GET', `${place}/gone`)).status).toBe(404)
})

it('refuses what is no key, no value and no time to live', async () => {
  const json = { 'content-type': 'application/json' }
  expect(await put('a%20b', '1', json)).toBe(400)
  expect(await put('x', '', json)).toBe(400)
  expect(await put('x', '{', json)).toBe(400)
  expect(await put('x', '1', { ...json, ttl: 'an hour' })).toBe(400)
})
