import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startServer } from '../../../../scripts/server-process.ts'
import { compose } from '../../src/compose.ts'
import { loadConfig } from '../../src/config/load.ts'
import { millrace } from './command-line.ts'

let data: string
beforeEach(() => void (data = mkdtempSync(join(tmpdir(), 'millrace-server-'))))
afterEach(() => rmSync(data, { recursive: true, force: true }))

const SLOW =
  'id: slow\nnamespace: tests\ntasks:\n  - { id: nap, type: core/sleep, duration: PT0.3S }\n  - { id: say, type: core/log, message: awake }\n'

describe('millrace server standalone', () => {
  it('says where it listens, works with no configuration, and stops in order on SIGTERM', async () => {
    const server = await startServer({ arguments: ['--data', data], directory: data })
    expect(server.output()).toMatch(/^Millrace \d+\.\d+\.\d+ listens on http:\/\/127\.0\.0\.1:\d+, data in /)
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
    server.process.kill('SIGTERM')
    expect(await once(server.process, 'exit')).toEqual([0, null])
    expect(server.output()).toContain('SIGTERM: stopping in order')
  })

  it('goes on after a restart with what it had accepted', async () => {
    const first = await startServer({ arguments: ['--data', data], directory: data })
    const api = (url: string, path: string, init?: RequestInit) => fetch(`${url}/api/v1/main${path}`, init)
    await api(first.url, '/flows', { method: 'POST', body: SLOW, headers: { 'content-type': 'application/x-yaml' } })
    const { id } = (await (await api(first.url, '/executions/tests/slow', { method: 'POST' })).json()) as { id: string }
    await first.stop()
    const second = await startServer({ arguments: ['--data', data], directory: data })
    const current = async () =>
      ((await (await api(second.url, `/executions/${id}`)).json()) as { state: { current: string } }).state.current
    await expect.poll(current, { timeout: 20_000 }).toBe('SUCCESS')
    await second.stop()
  })

  it.each([
    [['--port', 'http'], 'MR_USAGE', '--port "http" is no port'],
    [['--host', '0.0.0.0'], 'MR_CONFIG_INVALID', 'only this machine may reach it'],
    [['-c', 'nowhere.yml'], 'MR_CONFIG_NOT_FOUND', 'nowhere.yml'],
  ])('refuses %s in one line', async (words, code, message) => {
    const finished = await millrace(['server', 'standalone', '--port', '0', '--data', data, ...words], { cwd: data })
    expect(finished).toMatchObject({ code: 2, out: '' })
    expect(finished.err).toContain(`error ${code}: `)
    expect(finished.err).toContain(message)
    expect(finished.err).not.toContain('    at ')
  })
})

describe('millrace messages', () => {
  it('lists, requeues and discards what a server set aside', async () => {
    const config = loadConfig({ directory: data, environment: {}, overrides: { data, port: 0 } })
    await using application = await compose({ ...config, logLevel: 'silent' }, { hasApi: true })
    const server = await application.listen({ host: '127.0.0.1', port: 0 })
    const message = {
      topic: 'commands',
      key: 'execution:gone',
      body: 'no JSON',
      code: 'MR_COMMAND_UNKNOWN',
      cause: 'It is no JSON.',
      at: application.clock.now(),
    }
    await application.repository.setAside.add([
      { ...message, id: 'first' },
      { ...message, id: 'second' },
    ])
    const ask = (...words: string[]) => millrace(['messages', ...words, '--server', server])

    expect((await ask('list')).out).toMatch(
      /^first .* commands execution:gone\n +MR_COMMAND_UNKNOWN {2}It is no JSON\.\nsecond /,
    )
    expect(JSON.parse((await ask('list', '--json')).out)).toMatchObject([{ id: 'first' }, { id: 'second' }])
    expect(await ask('discard', 'first')).toEqual({ code: 0, out: 'The message first is discarded.\n', err: '' })
    expect((await ask('discard', 'first')).err).toContain('error MR_MESSAGE_NOT_FOUND')
    expect((await ask('requeue', 'second')).code).toBe(0)
    // It is as bad as before, and comes back with an id of its own.
    await expect.poll(async () => (await ask('list')).out, { timeout: 20_000 }).toContain('execution:gone')
    expect((await ask('list')).out).not.toContain('second')
  })

  it('says that no server answers', async () => {
    const { code, err } = await millrace(['messages', 'list', '--server', 'http://127.0.0.1:9'])
    expect(err).toContain('error MR_SERVER_UNREACHABLE: No server answers at http://127.0.0.1:9')
    expect(code).toBe(1)
  })
})
