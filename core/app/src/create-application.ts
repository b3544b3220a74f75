// Puts the running roles and the API together.

import { isMillraceError, messageOf, MillraceError } from '@millrace/model'
import { createFactSource, createInputReader, type InputReader, type Runtime } from '@millrace/runtime'
import type { Server, ServerDeps } from '@millrace/server'
import type { Application } from './application.ts'
import type { RuntimeParts } from './tokens.ts'
import { version } from './version.ts'

export interface ApplicationParts {
  readonly parts: RuntimeParts
  readonly flows: Application['flows']
  readonly runtime: Runtime
  /** Metrics as `/metrics` shows them; absent where the process has no API. */
  readonly metrics?: ServerDeps['metrics']
  /** Everything that runs. */
  readonly stack: AsyncDisposableStack
}

export function createApplication(given: ApplicationParts): Application {
  const { parts, flows, runtime, stack } = given
  const { repository, storage, clock, ids, log } = parts
  const { executions, setAside } = runtime
  const inputs = createInputs(given)
  return {
    flows,
    inputs,
    executions,
    setAside,
    repository,
    storage,
    clock,
    ids,
    log,
    listen: async (address) => await serve(given, { inputs, address }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

function createInputs({ parts, runtime }: ApplicationParts): InputReader {
  const { settings, clock, storage, cipher, http } = parts
  const facts = createFactSource({ platform: runtime.platform, storage, ...(http === undefined ? {} : { http }) })
  return createInputReader({ settings, clock, facts, ...(cipher === undefined ? {} : { cipher }) })
}

interface Serving {
  readonly inputs: InputReader
  readonly address: { readonly host: string; readonly port: number }
}

async function serve(
  { parts, flows, runtime, metrics, stack }: ApplicationParts,
  { inputs, address }: Serving,
): Promise<string> {
  if (metrics === undefined) throw new MillraceError('MR_COMPOSITION', 'Nothing provides the metrics of the API.')
  const { repository, queue, storage, log, clock, ids } = parts
  // Loaded late: a process without an API does without it.
  const { createServer } = await import('@millrace/server')
  const server = stack.use(
    await createServer({
      flows,
      executions: runtime.executions,
      inputs,
      repository,
      queue,
      storage,
      metrics,
      log,
      clock,
      ids,
      health: async () => await healthOf(repository),
      options: { version: version() },
    }),
  )
  return await listen(server, address)
}

async function healthOf(repository: RuntimeParts['repository']): ReturnType<ServerDeps['health']> {
  try {
    await repository.check()
    return { isHealthy: true, reasons: [] }
  } catch (error) {
    return { isHealthy: false, reasons: [`The repository does not work: ${messageOf(error)}`] }
  }
}

async function listen(server: Server, address: Serving['address']): Promise<string> {
  try {
    return (await server.listen(address)).url
  } catch (error) {
    if (isMillraceError(error) || !(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE')
      throw error
    throw new MillraceError(
      'MR_ADDRESS_IN_USE',
      `Another process listens on ${address.host}:${address.port} already.`,
      { cause: error },
    )
  }
}
