import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestServer, type TestServer } from './open-test-server.ts'

let test: TestServer
let root = ''

beforeAll(async () => {
  test = await openTestServer({ maxUploadBytes: 1024 * 1024 })
  const { url } = await test.server.listen({ host: '127.0.0.1', port: 0 })
  root = `${url}/api/v1/main/namespaces/tests.files/files`
})
afterAll(async () => test[Symbol.asyncDispose]())

function call(method: string, path: string, query: Record<string, string>, body?: FormData): Promise<Response> {
  const parameters = new URLSearchParams(query).toString()
  return fetch(`${root}${path}?${parameters}`, { method, ...(body === undefined ? {} : { body }) })
}

async function put(path: string, content: string): Promise<number> {
  const form = new FormData()
  form.append('fileContent', new Blob([content]), 'name.txt')
  return (await call('POST', '', { path }, form)).status
}

it('keeps a file that flows of the namespace can read', async () => {
  expect(await put('/queries/all.sql', 'select 1')).toBe(200)
  const answer = await call('GET', '', { path: 'queries/all.sql' })
  expect([answer.status, await answer.text(), answer.headers.get('content-length')]).toEqual([200, 'select 1', '8'])
  await test.deploy(
    `id: reader\nnamespace: tests\ntasks:\n  - id: read\n    type: core/return\n    format: "{{ read('queries/all.sql', 'tests.files') }} {{ fileURI('queries/all.sql', 'tests.files') }} {{ fileSize('/queries/all.sql', namespace='tests.files') }} {{ fileExists('none') }} {{ isFileEmpty('queries/all.sql', 'tests.files') }}"\n`,
  )
  const { taskRunList } = (await test.run('reader')) as unknown as { taskRunList: { outputs: { value: string } }[] }
  expect(taskRunList[0]?.outputs.value).toBe('select 1 kestra:///tests/files/_files/queries/all.sql 8 false false')
})

it('lists, searches, moves and removes files and folders', async () => {
  await put('a/b/one.txt', '1')
  await put('a/two.txt', '22')
  const names = async (path: string): Promise<unknown> =>
    ((await (await call('GET', '/directory', { path })).json()) as { fileName: string; type: string }[]).map(
      ({ fileName, type }) => `${type} ${fileName}`,
    )
  expect(await names('/a')).toEqual(['Directory b', 'File two.txt'])
  expect(await (await call('GET', '/search', { q: 'one' })).json()).toEqual(['/a/b/one.txt'])
  expect(await (await call('GET', '/stats', { path: 'a/two.txt' })).json()).toMatchObject({ type: 'File', size: 2 })
  expect(await (await call('GET', '/stats', { path: 'a' })).json()).toMatchObject({ type: 'Directory' })
  expect((await call('PUT', '', { from: '/a', to: '/moved' })).status).toBe(200)
  expect(await names('/moved')).toEqual(['Directory b', 'File two.txt'])
  expect((await call('GET', '/directory', { path: '/a' })).status).toBe(404)
  expect((await call('PUT', '', { from: 'moved', to: 'moved/inside' })).status).toBe(400)
  expect((await call('DELETE', '', { path: '/moved' })).status).toBe(200)
  expect((await call('DELETE', '', { path: '/moved' })).status).toBe(404)
})

it.each(['../secret', '/a/../../secret', 'a//b', '', '/', 'a\\b', '..'])('refuses the path %j', async (path) => {
  await test.storage.put('kestra:///tests/files/secret', Buffer.from('secret'))
  expect((await call('GET', '', { path })).status).toBe(400)
  expect(await put(path, 'x')).toBe(400)
  expect((await call('DELETE', '', { path })).status).toBe(400)
})

it('refuses what is no form, and a file that is too large', async () => {
  expect((await call('POST', '', { path: 'x' })).status).toBe(400)
  expect(await put('large', 'x'.repeat(1024 * 1024 + 1))).toBe(413)
  expect((await call('GET', '', { path: 'large' })).status).toBe(404)
})
