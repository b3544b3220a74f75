import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AdapterHost } from '@millrace/ports'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { openAdapters } from '../../src/adapters/open.ts'
import { ADAPTED_PORTS } from '../../src/config/config.ts'
import { loadConfig } from '../../src/config/load.ts'
import { systemClock } from '../../src/process/clock.ts'
import { createIds } from '../../src/process/ids.ts'
import { installThirdParty } from '../packages/third-party.ts'

const installation = installThirdParty()
const data = mkdtempSync(join(tmpdir(), 'millrace-adapters-'))
let stack = new AsyncDisposableStack()
afterEach(async () => {
  await stack.disposeAsync()
  stack = new AsyncDisposableStack()
})
afterAll(() => {
  installation[Symbol.dispose]()
  rmSync(data, { recursive: true, force: true })
})

async function open(text: string): ReturnType<typeof openAdapters> {
  const file = installation.write('millrace.yml', `data: ${data}\n${text}`)
  const config = loadConfig({ file, directory: installation.folder, environment: {} })
  const host: AdapterHost = {
    clock: systemClock,
    ids: createIds({ clock: systemClock }),
    dataDirectory: config.dataDirectory,
    service: 'test',
    log: () => undefined,
  }
  return await openAdapters(config, host, { stack, ports: ADAPTED_PORTS })
}

describe('adapters', () => {
  it('are opened once for the ports that share them: the queue is joined', async () => {
    const { repository, lanes } = await open('')
    expect(repository?.capabilities.joinedQueue).toBe(true)
    expect(lanes).toBe(1)
  })

  it('come from packages outside the workspace, with defaults from their own schema', async () => {
    const { queue, repository, lanes } = await open('queue: acme-queue\nacme-queue: { greeting: hello }\n')
    expect(repository?.capabilities.joinedQueue).toBe(false)
    expect(await queue?.depth('attempts', 'worker')).toBe(0)
    expect(lanes).toBe(1)
  })

  it('have their wrong options named, with the line', async () => {
    await expect(open('queue: acme-queue\nacme-queue:\n  greeting: hello\n  lnaes: 2\n')).rejects.toMatchObject({
      code: 'MR_CONFIG_INVALID',
      message: 'There is no key "lnaes".',
      hint: 'Did you mean "lanes"?',
      position: { line: 5 },
    })
  })

  it('are refused for a port that they do not have', async () => {
    await expect(open('repository: acme-queue')).rejects.toMatchObject({
      code: 'MR_ADAPTER_INVALID',
      message: 'The adapter "acme-queue" has no repository.',
    })
  })

  it('are not installed', async () => {
    await expect(open('storage: acme-tape')).rejects.toMatchObject({
      code: 'MR_ADAPTER_NOT_FOUND',
      message: 'The adapter package "@millrace/adapter-acme-tape" is not installed.',
    })
  })
})
