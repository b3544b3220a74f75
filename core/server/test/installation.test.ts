import { describe, expect, it } from 'vitest'
import { openTestServer } from './open-test-server.ts'
import { createMetrics } from '../src/index.ts'
import { register, type Route } from '../src/route.ts'

it('says that it is healthy, or why not', async () => {
  await using api = await openTestServer()
  expect(await api.json('GET', '/health')).toEqual({ status: 200, body: { status: 'UP', reasons: [] } })
  api.health.current = { isHealthy: false, reasons: ['The database file is locked.'] }
  expect(await api.json('GET', '/health')).toEqual({
    status: 503,
    body: { status: 'DOWN', reasons: ['The database file is locked.'] },
  })
})

it('counts its requests by route', async () => {
  await using api = await openTestServer()
  await api.json('GET', 'flows/search')
  const { body } = await api.server.app.inject({ url: '/metrics', headers: { host: 'localhost' } })
  expect(body).toContain(
    'millrace_http_request_seconds_count{method="GET",route="/api/v1/main/flows/search",status="200"} 1',
  )
})

it('lists messages that were set aside, sends them again, or discards them', async () => {
  await using api = await openTestServer()
  const message = (id: string) => ({
    id,
    topic: 'elsewhere',
    key: 'k',
    body: '{',
    code: 'MR_COMMAND_UNKNOWN',
    cause: 'It cannot be decoded.',
    at: 0,
  })
  await api.repository.setAside.add([message('one'), message('two')])
  expect((await api.json('GET', 'messages')).body.results).toMatchObject([
    { id: expect.any(String) as string, code: 'MR_COMMAND_UNKNOWN' },
    {},
  ])
  expect((await api.json('POST', 'messages/one/requeue')).status).toBe(204)
  const got: string[] = []
  await using _consumer = await api.queue.consume(
    'elsewhere',
    { group: 'g', batchSize: 1 },
    async (batch) => void got.push(...batch.map(({ body }) => body)),
  )
  await expect.poll(() => got).toEqual(['{'])
  expect((await api.json('DELETE', 'messages/two')).status).toBe(204)
  expect((await api.json('DELETE', 'messages/two')).body).toMatchObject({ code: 'MR_MESSAGE_NOT_FOUND' })
  expect((await api.json('GET', 'messages')).body.results).toEqual([])
})

it('refuses to register a route that declares no permission', async () => {
  await using api = await openTestServer()
  const route = { method: 'GET', path: '/x', handle: () => ({}) } as unknown as Route
  expect(() => register(api.server.app, [route])).toThrow(/declares no permission/)
})

it('listens on the loopback interface alone', async () => {
  await using api = await openTestServer()
  for (const host of ['0.0.0.0', '::', '192.168.1.1', 'example.com']) {
    await expect(api.server.listen({ host, port: 0 })).rejects.toMatchObject({ code: 'MR_CONFIG_INVALID' })
  }
})

describe('metrics', () => {
  it('are written in the text format of Prometheus', () => {
    const metrics = createMetrics()
    metrics.count('things.total', 2, { kind: 'a "b"\n' })
    metrics.count('things.total', 1, { kind: 'a "b"\n' })
    metrics.gauge('depth', 5)
    metrics.time('took_seconds', 0.003)
    metrics.time('took_seconds', 1_000)
    const lines = metrics.render().split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        '# TYPE things_total counter',
        'things_total{kind="a \\"b\\"\\n"} 3',
        'depth 5',
        '# TYPE took_seconds histogram',
        'took_seconds_bucket{le="0.0025"} 0',
        'took_seconds_bucket{le="0.005"} 1',
        'took_seconds_bucket{le="300"} 1',
        'took_seconds_bucket{le="+Inf"} 2',
        'took_seconds_sum 1000.003',
        'took_seconds_count 2',
      ]),
    )
  })
})
