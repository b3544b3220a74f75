import { afterAll, beforeAll, expect, it } from 'vitest'
import { jsonText, type ExecutionDocument } from '@millrace/model'
import { openTestServer, type TestServer } from './open-test-server.ts'
import { rawRequest, statusOf } from './raw-request.ts'

const FLOW = `id: reader
namespace: tests
inputs:
  - { id: file, type: FILE }
  - { id: other, type: FILE, required: false, extension: .csv }
  - { id: count, type: INT }
tasks:
  - { id: say, type: core/return, format: "{{ inputs.file }} {{ inputs.count }}" }
`
const MEBIBYTE = 1024 * 1024
let test: TestServer
let root = ''
let port = 0

beforeAll(async () => {
  test = await openTestServer({ maxUploadBytes: 2 * MEBIBYTE })
  const address = await test.server.listen({ host: '127.0.0.1', port: 0 })
  port = address.port
  root = `${address.url}/api/v1/main`
  await test.deploy(FLOW)
})
afterAll(async () => test[Symbol.asyncDispose]())

async function execute(
  fields: Readonly<Record<string, string>>,
  files: readonly (readonly [part: string, name: string, content: string | Buffer<ArrayBuffer>])[],
): Promise<Response> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const [part, name, content] of files) form.append(part, new Blob([content]), name)
  return fetch(`${root}/executions/tests/reader?wait=true`, { method: 'POST', body: form })
}

async function executed(content: string | Buffer<ArrayBuffer>): Promise<ExecutionDocument> {
  const answer = await execute({ count: '3' }, [['files', 'file', content]])
  expect(answer.status).toBe(200)
  return (await answer.json()) as ExecutionDocument
}

const fileOf = (document: ExecutionDocument): string => jsonText(document.inputs?.['file'])
const download = (id: string, path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${root}/executions/${id}/file?${new URLSearchParams({ path }).toString()}`, { headers })

it('stores uploads, named as either kind of client names them, and gives them back', async () => {
  const answer = await execute({ count: '3' }, [
    ['files', 'file', 'hello'],
    ['other', '../../etc/passwd', 'a,b'],
  ])
  const document = (await answer.json()) as ExecutionDocument
  expect(document.inputs).toMatchObject({
    file: `kestra:///tests/reader/executions/${document.id}/inputs/file/file.upl`,
    count: 3,
  })
  expect(jsonText(document.inputs?.['other'])).toMatch(
    new RegExp(`^kestra:///tests/reader/executions/${document.id}/inputs/other/[^/]*passwd$`),
  )
  const found = await download(document.id, fileOf(document))
  expect([await found.text(), found.headers.get('content-length'), found.headers.get('content-type')]).toEqual([
    'hello',
    '5',
    'application/octet-stream',
  ])
  const metas = await fetch(`${root}/executions/${document.id}/file/metas?path=${encodeURIComponent(fileOf(document))}`)
  expect(await metas.json()).toMatchObject({ size: 5 })
})

it('gives parts of a file', async () => {
  const document = await executed('0123456789')
  const part = async (range: string): Promise<unknown> => {
    const answer = await download(document.id, fileOf(document), { range })
    return [answer.status, await answer.text(), answer.headers.get('content-range')]
  }
  expect(await part('bytes=2-4')).toEqual([206, '234', 'bytes 2-4/10'])
  expect(await part('bytes=8-')).toEqual([206, '89', 'bytes 8-9/10'])
  expect(await part('bytes=-3')).toEqual([206, '789', 'bytes 7-9/10'])
  expect(await part('bytes=20-')).toEqual([416, '', 'bytes */10'])
  expect(await part('lines=1-2')).toEqual([200, '0123456789', null])
})

it.each([
  (id: string) => `kestra:///tests/reader/executions/${id}/../../../secret`,
  (id: string) => `kestra:///tests/reader/executions/${id}/inputs/%2e%2e/%2e%2e/secret`,
  (id: string) => `kestra:///tests/reader/executions/${id}//inputs`,
  (id: string) => `kestra:///tests/reader/executions/${id}x/secret`,
  () => 'kestra:///tests/reader/executions/other/secret',
  () => 'kestra://host/tests/secret',
  () => 'file:///etc/passwd',
  () => '/etc/passwd',
  () => '',
])('refuses to give a file from elsewhere (%#)', async (pathFor) => {
  const document = await executed('mine')
  await test.storage.put('kestra:///tests/reader/executions/other/secret', Buffer.from('secret'))
  await test.storage.put('kestra:///secret', Buffer.from('secret'))
  const answer = await download(document.id, pathFor(document.id))
  expect([400, 404]).toContain(answer.status)
  expect(await answer.text()).not.toContain('secret"}')
})

it('finds no file of an execution that does not exist', async () => {
  expect((await download('nothing', 'kestra:///a')).status).toBe(404)
})

it('takes 1 MiB and more as a stream', async () => {
  const content = Buffer.alloc(MEBIBYTE + MEBIBYTE / 2, 'x')
  const document = await executed(content)
  expect((await (await download(document.id, fileOf(document))).arrayBuffer()).byteLength).toBe(content.byteLength)
})

it('leaves no file of an execution that is refused', async () => {
  const before = await test.storage.list('kestra:///')
  const large = await execute({ count: '3' }, [
    ['other', 'small', 'x'],
    ['file', 'large', Buffer.alloc(2 * MEBIBYTE + 1)],
  ])
  expect([large.status, ((await large.json()) as { code: string }).code]).toEqual([413, 'MR_REQUEST_TOO_LARGE'])
  expect((await execute({ count: 'many' }, [['file', 'a', 'x']])).status).toBe(422)
  expect((await execute({ count: '3', note: 'x'.repeat(MEBIBYTE + 1) }, [['file', 'a', 'x']])).status).toBe(413)
  expect(await test.storage.list('kestra:///')).toEqual(before)
})

it('leaves no file of an upload that breaks off', async () => {
  const before = await test.storage.list('kestra:///')
  const body = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf of it'
  const answer = await rawRequest(
    port,
    [
      'POST /api/v1/main/executions/tests/reader HTTP/1.1',
      'Host: localhost',
      'Content-Type: multipart/form-data; boundary=b',
      `Content-Length: ${body.length}`,
    ],
    body,
  )
  expect(statusOf(answer)).toBe(400)
  expect(await test.storage.list('kestra:///')).toEqual(before)
})
