// A server over the real runtime and the memory adapter, with a few task types of its own.

import { tmpdir } from 'node:os'
import { adapter } from '@millrace/adapter-memory'
import { sortableId, type JsonObject } from '@millrace/model'
import type { AttemptContext, Clock, PluginDefinition, Queue, Repository } from '@millrace/ports'
import {
  createCatalogue,
  createCipher,
  createFlows,
  createInputReader,
  createRuntime,
  createWorkFolders,
  EventLoopRunner,
  createFactSource,
  silentLog,
} from '@millrace/runtime'
import { MemoryStorage } from '@millrace/sdk-testing'
import { createMetrics, createServer, type Health, type Server, type ServerOptions } from '../src/index.ts'

const text = (name: string): object => ({
  type: 'object',
  properties: { [name]: { type: 'string' } },
  additionalProperties: false,
})

const plugin: PluginDefinition = {
  name: 'core',
  title: 'Core',
  tasks: [
    {
      type: 'core/return',
      title: 'Return',
      properties: text('format'),
      run: (_: AttemptContext, { format }: { format?: string }) => ({ value: format ?? null }),
    },
    {
      type: 'core/log',
      title: 'Log',
      properties: text('message'),
      run: (context: AttemptContext, { message }: { message: string }) => {
        context.log('INFO', message)
        context.log('DEBUG', `debug ${message}`)
        return {}
      },
    },
    {
      type: 'test/wait',
      title: 'Wait until it is stopped',
      properties: text('none'),
      run: (context: AttemptContext) =>
        new Promise<JsonObject>((_, reject) =>
          context.signal.addEventListener('abort', () => reject(context.signal.reason as Error)),
        ),
    },
  ],
}

const clock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
const ids = { next: () => sortableId(Date.now(), () => Math.floor(Math.random() * 2 ** 41)) }
const settings = { zone: 'UTC', globals: {}, envs: {} }

export interface TestServer extends AsyncDisposable {
  readonly server: Server
  readonly repository: Repository
  readonly queue: Queue
  readonly storage: MemoryStorage
  readonly health: { current: Health }
  deploy(source: string): Promise<void>
  /** Executes a flow of `tests` and waits for its end. */
  run(flowId: string, query?: string): Promise<JsonObject>
  json(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: string,
    type?: string,
  ): Promise<{ readonly status: number; readonly body: JsonObject & { readonly results?: readonly JsonObject[] } }>
}

export async function openTestServer(options: ServerOptions = {}): Promise<TestServer> {
  await using stack = new AsyncDisposableStack()
  const opened = stack.use(
    await adapter.open({}, { clock, ids, dataDirectory: tmpdir(), service: 'test', log: () => {} }),
  )
  const { queue, repository } = opened
  if (queue === undefined || repository === undefined) throw new TypeError('the memory adapter has both')
  const storage = new MemoryStorage({ clock })
  const catalogue = createCatalogue([plugin])
  const flows = createFlows({ repository, catalogue, clock, defaults: [] })
  const metrics = createMetrics()
  const cipher = createCipher('I6EGNzRESu3X3pKZidrqCGOHQFUFC0yK')
  const runtime = stack.use(
    await createRuntime({
      queue,
      repository,
      storage,
      clock,
      ids,
      metrics,
      settings,
      secrets: { get: async () => undefined },
      log: silentLog,
      plans: flows,
      types: catalogue,
      runners: [new EventLoopRunner()],
      folders: createWorkFolders(tmpdir()),
      host: 'test',
      cipher,
      options: { roles: ['executor', 'worker', 'scheduler', 'indexer'], slots: 8, graceMs: 20, stopGraceMs: 20 },
    }),
  )
  const inputs = createInputReader({
    settings,
    clock,
    facts: createFactSource({ platform: runtime.platform, storage }),
    cipher,
  })
  const health = { current: { isHealthy: true, reasons: [] } as Health }
  const server = stack.use(
    await createServer({
      flows,
      executions: runtime.executions,
      inputs,
      repository,
      queue,
      storage,
      metrics,
      log: silentLog,
      clock,
      ids,
      options,
      health: async () => health.current,
    }),
  )
  const all = stack.move()
  const json: TestServer['json'] = async (method, path, body, type = 'application/x-yaml') => {
    const answer = await server.app.inject({
      method,
      url: path.startsWith('/') ? path : `/api/v1/main/${path}`,
      headers: { host: 'localhost', ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { payload: body }),
    })
    return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json<JsonObject>() }
  }
  return {
    server,
    repository,
    queue,
    storage,
    health,
    json,
    async deploy(source) {
      const { status, body } = await json('POST', 'flows', source)
      if (status !== 200) throw new TypeError(JSON.stringify(body))
    },
    run: async (flowId, query = '') => (await json('POST', `executions/tests/${flowId}?wait=true${query}`)).body,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
