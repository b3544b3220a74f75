// Routes as data. Each says what its caller must be allowed to do; one that does not cannot be registered.

import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods, RouteOptions } from 'fastify'
import { MillraceError } from '@millrace/model'

/** What a route does to what, for access control. */
export interface Permission {
  readonly resource: 'flow' | 'execution' | 'log' | 'file' | 'message' | 'installation' | 'kv' | 'namespace-file'
  readonly action: 'read' | 'create' | 'update' | 'delete' | 'execute'
}

export interface Route {
  readonly method: HTTPMethods | HTTPMethods[]
  /** Below the tenant (`/flows/:namespace`), or from the root with `isRoot`. */
  readonly path: string
  readonly permission: Permission | 'public'
  readonly isRoot?: boolean
  readonly bodyLimit?: number
  handle(request: FastifyRequest, reply: FastifyReply): unknown
}

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: Route['permission']
  }
}

/** Where the routes of the API begin: with the one tenant there is, and without. */
const PREFIXES = ['/api/v1/main', '/api/v1'] as const

/** Registers routes. Throws MR_INTERNAL for a route without a permission. */
export function register(app: FastifyInstance, routes: readonly Route[]): void {
  for (const route of routes) {
    const { permission } = route as { readonly permission?: Route['permission'] }
    if (permission === undefined)
      throw new MillraceError('MR_INTERNAL', `The route ${String(route.method)} ${route.path} declares no permission.`)
    for (const prefix of route.isRoot === true ? [''] : PREFIXES) app.route(options(route, `${prefix}${route.path}`))
  }
}

function options(route: Route, url: string): RouteOptions {
  return {
    method: route.method,
    url,
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    config: { permission: route.permission },
    handler: (request, reply) => route.handle(request, reply),
  }
}

/** The named parts of the path. */
export function params(request: FastifyRequest): Readonly<Record<string, string>> {
  return request.params as Readonly<Record<string, string>>
}
