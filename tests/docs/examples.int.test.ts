// Every example flow in the description of a task runs as it stands, on the platform as it is composed.

import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compose, loadConfig, startExecution, type Application } from '../../core/app/src/index.ts'
import { ROOT } from '../workspace.ts'

interface Plugin {
  readonly tasks: readonly {
    readonly type: string
    readonly examples?: readonly { readonly title: string; readonly flow: string }[]
  }[]
}

const folders = globSync('plugins/*', { cwd: ROOT }).map((folder) => join(ROOT, folder))
const plugins = await Promise.all(
  folders.map(async (folder) => {
    const module = (await import(pathToFileURL(join(folder, 'src', 'index.ts')).href)) as { readonly plugin: Plugin }
    return module.plugin
  }),
)
const examples = plugins
  .flatMap(({ tasks }) => tasks)
  .flatMap(({ type, examples: own = [] }) => own.map((example) => ({ type, ...example })))

const data = mkdtempSync(join(tmpdir(), 'millrace-examples-'))
const web = createServer((_, response) => response.end('an answer'))
let application: Application
let address = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(web.address() as AddressInfo).port}`

  const config = loadConfig({ directory: data, environment: {}, overrides: { data } })
  application = await compose({ ...config, plugins: folders, logLevel: 'error' })
})
afterAll(async () => {
  await application[Symbol.asyncDispose]()
  web.close()
  rmSync(data, { recursive: true, force: true })
})

describe('the example', () => {
  test.each(examples)('$title ($type) succeeds', async ({ type, flow: source }) => {
    expect(source).toContain(type)
    // Examples that speak to others speak to this server.
    const { flow } = await application.flows.deploy(source.replaceAll('https://example.org', address))
    const id = await startExecution(application, flow, {})
    const { state, taskRunList } = await application.executions.waitFor(id, AbortSignal.timeout(60_000))
    expect([state.current, taskRunList.map((run) => run.state.current)]).toEqual([
      'SUCCESS',
      taskRunList.map(() => 'SUCCESS'),
    ])
  })

  test('flows are in every plugin', () => {
    expect(plugins.map(({ tasks }) => tasks.some((task) => (task.examples ?? []).length > 0))).toEqual(
      folders.map(() => true),
    )
    expect(folders.length).toBeGreaterThanOrEqual(2)
  })
})
