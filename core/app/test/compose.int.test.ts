import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Clock, Ids, Storage, type Bytes, type Storage as StoragePort } from '@millrace/ports'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compose, override, type ComposeOptions } from '../src/compose.ts'
import type { Application } from '../src/application.ts'
import { loadConfig } from '../src/config/load.ts'
import { systemClock } from '../src/process/clock.ts'
import { createIds } from '../src/process/ids.ts'
import { startExecution } from '../src/start-execution.ts'

let data: string
beforeEach(() => void (data = mkdtempSync(join(tmpdir(), 'millrace-compose-'))))
afterEach(() => rmSync(data, { recursive: true, force: true }))

const FLOW = `id: many
namespace: tests
tasks:
  - id: each
    type: core/for-each
    values: [a, b, c, d, e, f]
    concurrencyLimit: 3
    tasks:
      - { id: say, type: core/log, message: "{{ taskrun.value }}" }
      - { id: give, type: core/return, format: "{{ taskrun.value }}" }
`

const start = async (options: ComposeOptions = {}): Promise<Application> =>
  await compose(
    { ...loadConfig({ directory: data, environment: {}, overrides: { data, port: 0 } }), logLevel: 'warn' },
    options,
  )

describe('a composition', () => {
  it('runs a flow from a configuration alone, and stops with nothing left to wait for', async () => {
    await using application = await start()
    const { flow } = await application.flows.deploy(FLOW)
    const ended = await application.executions.waitFor(await startExecution(application, flow, {}))
    expect(ended.state.current).toBe('SUCCESS')
    expect(ended.taskRunList).toHaveLength(13)
  })

  it('gives way to a part that a test puts in its place; the adapter of a replaced port is not opened', async () => {
    const refusing: StoragePort = {
      put: () => Promise.reject(new TypeError('The test refuses to store.')),
      get: (): Promise<Bytes> => Promise.reject(new TypeError('The test has no files.')),
      stat: () => Promise.resolve(undefined),
      list: () => Promise.resolve([]),
      remove: () => Promise.resolve(0),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
    const ids = createIds({ clock: systemClock })
    let asked = 0
    const counting = { next: () => ((asked += 1), ids.next()) }
    await using application = await start({
      overrides: [override(Storage, refusing), override(Ids, counting), override(Clock, systemClock)],
    })
    expect(application.storage).toBe(refusing)
    expect(asked).toBeGreaterThan(0)
  })

  it('has no API unless it is composed with one', async () => {
    await using application = await start()
    await expect(application.listen({ host: '127.0.0.1', port: 0 })).rejects.toMatchObject({ code: 'MR_COMPOSITION' })
  })

  it('listens, says when the port is taken, and answers for its health', async () => {
    await using application = await start({ hasApi: true })
    const url = await application.listen({ host: '127.0.0.1', port: 0 })
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'UP' })
    const port = Number(new URL(url).port)
    await expect(application.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'MR_ADDRESS_IN_USE' })
  })

  it('refuses a data folder that another process uses', async () => {
    await using _application = await start()
    const { millrace } = await import('./cli/command-line.ts')
    const { code, err } = await millrace(['server', 'standalone', '--port', '0', '--data', data])
    expect(err).toMatch(/^error MR_DATABASE_IN_USE: [^\n]+\n[^\n]+\n$/)
    expect(code).toBe(2)
  })
})

describe('two executor lanes in threads, on one SQLite file', () => {
  it('share the executions and carry all of them to their end', async () => {
    await using application = await start({ lanes: 2 })
    const { flow } = await application.flows.deploy(FLOW)
    const ids = await Promise.all(Array.from({ length: 40 }, () => startExecution(application, flow, {})))
    const ended = await Promise.all(ids.map((id) => application.executions.waitFor(id)))
    expect(new Set(ended.map(({ state }) => state.current))).toEqual(new Set(['SUCCESS']))
    expect(new Set(ended.map(({ taskRunList }) => taskRunList.length))).toEqual(new Set([13]))
    const services = await application.repository.services.list()
    expect(services.map(({ roles }) => roles.join(' ')).sort()).toEqual([
      'executor',
      'executor',
      'worker scheduler indexer',
    ])
  })
})
