import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect, type Socket } from 'node:net'
import type { ExecutionDocument } from '@millrace/model'
import { openTestServer, type TestServer } from './open-test-server.ts'

const HELLO =
  'id: hello\nnamespace: tests\ntasks:\n  - { id: say, type: core/return, format: hi }\n  - { id: log, type: core/log, message: done }\n'
const WAITING = 'id: waiting\nnamespace: tests\ntasks:\n  - { id: wait, type: test/wait }\n'
let test: TestServer
let root = ''
let port = 0

beforeAll(async () => {
  test = await openTestServer({ heartbeatMs: 20 })
  const address = await test.server.listen({ host: '127.0.0.1', port: 0 })
  port = address.port
  root = `${address.url}/api/v1/main`
  await test.deploy(HELLO)
  await test.deploy(WAITING)
})
afterAll(async () => test[Symbol.asyncDispose]())

interface Event {
  readonly id: string
  readonly data: ExecutionDocument
}

function eventsIn(text: string): readonly Event[] {
  return text.split('\n\n').flatMap((block) => {
    const match = /^id: (.*)\nevent: message\ndata: (.*)$/s.exec(block)
    return match === null ? [] : [{ id: match[1] ?? '', data: JSON.parse(match[2] ?? '') as ExecutionDocument }]
  })
}

async function start(flow: string): Promise<string> {
  const answer = await fetch(`${root}/executions/tests/${flow}`, { method: 'POST' })
  return ((await answer.json()) as ExecutionDocument).id
}

/** Opens a stream on a bare socket and collects what comes. */
function listen(path: string): { readonly socket: Socket; readonly text: () => string } {
  let text = ''
  const socket = connect(port, '127.0.0.1', () =>
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 12\r\n\r\n`),
  )
  socket.on('data', (chunk) => {
    text += chunk.toString()
  })
  return { socket, text: () => text }
}

it('follows an execution to its end', async () => {
  const answer = await fetch(`${root}/executions/${await start('hello')}/follow`)
  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  const events = eventsIn(await answer.text())
  expect(events[0]).toMatchObject({ id: 'start' })
  expect(events.at(-1)).toMatchObject({
    id: 'end',
    data: { state: { current: 'SUCCESS' }, taskRunList: [{ taskId: 'say' }, { taskId: 'log' }] },
  })
  expect(events.filter(({ id }) => id === 'end')).toHaveLength(1)
})

it('beats while nothing happens, and ends when the execution is killed', async () => {
  const id = await start('waiting')
  const { socket, text } = listen(`/api/v1/main/executions/${id}/follow`)
  await expect.poll(text).toMatch(/: alive\n\n[^]*: alive\n\n/)
  expect(text()).toContain('"current":"RUNNING"')
  await fetch(`${root}/executions/${id}/kill`, { method: 'DELETE' })
  await expect.poll(text).toMatch(/id: end\nevent: message\ndata: .*"current":"KILLED"/)
  socket.destroy()
})

it('lets go of a client that left', async () => {
  const id = await start('waiting')
  const { socket, text } = listen(`/api/v1/main/executions/${id}/follow`)
  await expect.poll(text).toContain('"current":"RUNNING"')
  socket.destroy()
  const count = (): Promise<number> =>
    new Promise((resolve, reject) =>
      test.server.app.server.getConnections((error, open) => (error === null ? resolve(open) : reject(error))),
    )
  const idle = await count()
  await expect.poll(count).toBeLessThanOrEqual(idle)
  await fetch(`${root}/executions/${id}/kill`, { method: 'DELETE' })
})

it('refuses to follow what does not exist, as any other request', async () => {
  expect(await (await fetch(`${root}/executions/nothing/follow`)).json()).toMatchObject({
    code: 'MR_EXECUTION_NOT_FOUND',
  })
})

it('follows log lines until the execution has ended', async () => {
  const answer = await fetch(`${root}/logs/${await start('hello')}/follow?minLevel=INFO`)
  const messages = [...(await answer.text()).matchAll(/"message":"([^"]*)"/g)].map((match) => match[1])
  expect(messages).toEqual(['done'])
})

it('ends open streams when the server closes', async () => {
  const other = await openTestServer({ heartbeatMs: 20 })
  await other.deploy(WAITING)
  const { url } = await other.server.listen({ host: '127.0.0.1', port: 0 })
  const created = (await (
    await fetch(`${url}/api/v1/main/executions/tests/waiting`, { method: 'POST' })
  ).json()) as ExecutionDocument
  const stream = await fetch(`${url}/api/v1/main/executions/${created.id}/follow`)
  const text = stream.text().then(
    () => 'ended',
    () => 'cut off',
  )
  await other[Symbol.asyncDispose]()
  expect(['ended', 'cut off']).toContain(await text)
})
