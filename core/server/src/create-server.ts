// The HTTP server: routes, the checks that every request passes, and how bodies are read.

import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { MillraceError } from '@millrace/model'
import type { ServerDeps } from './deps.ts'
import { errorHandler } from './errors.ts'
import { watchProcess } from './metrics/process-figures.ts'
import { register } from './route.ts'
import { createExecutionRoutes } from './routes/create-execution.ts'
import { executionRoutes } from './routes/executions.ts'
import { fileRoutes } from './routes/files.ts'
import { flowRoutes } from './routes/flows.ts'
import { installationRoutes } from './routes/installation.ts'
import { keyValueRoutes } from './routes/key-values.ts'
import { logRoutes } from './routes/logs.ts'
import { messageRoutes } from './routes/messages.ts'
import { namespaceFileRoutes } from './routes/namespace-files.ts'
import { isLoopback, originCheck } from './security/origin.ts'

const MAX_BODY_BYTES = 1024 * 1024
const HEADERS_TIMEOUT_MS = 15_000
/** Long enough for the largest upload on a slow line. */
const REQUEST_TIMEOUT_MS = 3_600_000

export interface ListenOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
}

export interface Server extends AsyncDisposable {
  /** Resolves with the address. Rejects with MR_CONFIG_INVALID for one that other machines can reach, MR_ADDRESS_IN_USE. */
  listen(options: ListenOptions): Promise<{ readonly url: string; readonly port: number }>
  /** Takes no new requests, ends event streams, and waits for the others. */
  close(): Promise<void>
  /** The framework's own handle, to inject requests without a socket. */
  readonly app: FastifyInstance
}

export async function createServer(deps: ServerDeps): Promise<Server> {
  const app = Fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    routerOptions: { maxParamLength: 512 },
  })
  readBodies(app)
  app.setErrorHandler(errorHandler(deps.log))
  app.setNotFoundHandler((request) => {
    throw new MillraceError('MR_ROUTE_NOT_FOUND', `There is no route ${request.method} ${request.url.slice(0, 200)}.`)
  })
  guard(app, deps)
  const figures = watchProcess()
  app.addHook('onClose', () => figures[Symbol.dispose]())
  await app.register(multipart)
  register(app, [
    ...flowRoutes(deps),
    ...createExecutionRoutes(deps),
    ...executionRoutes(deps),
    ...fileRoutes(deps),
    ...logRoutes(deps),
    ...keyValueRoutes(deps),
    ...namespaceFileRoutes(deps),
    ...messageRoutes(deps),
    ...installationRoutes(deps, figures),
  ])
  await app.ready()
  return {
    app,
    listen: (options) => listen(app, options),
    close: () => app.close(),
    [Symbol.asyncDispose]: () => app.close(),
  }
}

/** YAML stays text; so does the JSON of a flow, whose positions an error names. */
function readBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  const isFlow = (request: FastifyRequest): boolean => request.routeOptions.url?.includes('/flows') === true
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '' || isFlow(request)) done(null, body === '' ? undefined : body)
    else void parseJson(request, body, done)
  })
  app.addContentTypeParser(
    ['application/x-yaml', 'application/yaml', 'text/yaml', 'text/x-yaml', 'text/plain'],
    { parseAs: 'string' },
    (_, body, done) => done(null, body),
  )
}

/** What every request passes, and what every answer says. */
function guard(app: FastifyInstance, deps: ServerDeps): void {
  const check = originCheck(deps.options?.hosts ?? [])
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    const { method, url, headers, rawHeaders } = request.raw
    check({ method: method ?? '', target: url ?? '', headers, rawHeaders })
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    deps.metrics.time('millrace_http_request_seconds', reply.elapsedTime / 1000, {
      method: request.method,
      route,
      status: String(reply.statusCode),
    })
    done()
  })
}

async function listen(
  app: FastifyInstance,
  { host, port }: ListenOptions,
): Promise<{ readonly url: string; readonly port: number }> {
  if (!isLoopback(host)) {
    throw new MillraceError(
      'MR_CONFIG_INVALID',
      `The server cannot listen on ${host}: without authentication only this machine may reach it.`,
      {
        hint: 'Listen on 127.0.0.1, and put a proxy that authenticates in front of it.',
      },
    )
  }
  try {
    const url = await app.listen({ host, port })
    return { url, port: Number(new URL(url).port) }
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'EADDRINUSE') throw error
    throw new MillraceError('MR_ADDRESS_IN_USE', `Another process listens on ${host}:${port} already.`, {
      cause: error,
    })
  }
}
