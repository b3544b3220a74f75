// Key-value pairs of a namespace, in the form of Kestra 1.x: a value is JSON, or a text where it is none.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { MillraceError, parseDuration, type Json } from '@millrace/model'
import type { KvEntry } from '@millrace/ports'
import type { ServerDeps } from '../deps.ts'
import { durationIn, queryOf } from '../requests/query.ts'
import { params, type Route } from '../route.ts'

export function keyValueRoutes(deps: ServerDeps): readonly Route[] {
  const read = { resource: 'kv', action: 'read' } as const
  const one = '/namespaces/:namespace/kv/:key'
  return [
    { method: 'GET', path: '/namespaces/:namespace/kv', permission: read, handle: (request) => list(deps, request) },
    { method: 'GET', path: one, permission: read, handle: (request) => get(deps, request) },
    {
      method: 'PUT',
      path: one,
      permission: { resource: 'kv', action: 'update' },
      handle: (request, reply) => put(deps, request, reply),
    },
    {
      method: 'DELETE',
      path: one,
      permission: { resource: 'kv', action: 'delete' },
      handle: (request) => remove(deps, request),
    },
  ]
}

async function list({ repository, clock }: ServerDeps, request: FastifyRequest): Promise<readonly object[]> {
  const { namespace = '' } = params(request)
  const entries = await repository.kv.list(namespace, clock.now())
  return entries.map((entry) => ({
    namespace,
    key: entry.key,
    version: entry.version,
    ...(entry.description === undefined ? {} : { description: entry.description }),
    creationDate: new Date(entry.createdAt).toISOString(),
    updateDate: new Date(entry.updatedAt).toISOString(),
    ...(entry.expiresAt === undefined ? {} : { expirationDate: new Date(entry.expiresAt).toISOString() }),
  }))
}

async function get({ repository, clock }: ServerDeps, request: FastifyRequest): Promise<object> {
  const { namespace = '', key = '' } = params(request)
  const entry: KvEntry | undefined = await repository.kv.get(namespace, key, clock.now())
  if (entry === undefined)
    throw new MillraceError('MR_KV_MISSING', `There is no key "${key}" in the namespace "${namespace}".`)
  const { value, version, updatedAt } = entry
  return { type: typeOf(value), value, version, updated: new Date(updatedAt).toISOString() }
}

/** Dates and durations are kept as texts; a text that reads as one is shown as one. */
function typeOf(value: Json): string {
  if (typeof value === 'number') return 'NUMBER'
  if (typeof value === 'boolean') return 'BOOLEAN'
  if (typeof value !== 'string') return 'JSON'
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return 'DATE'
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/.test(value)) return 'DATETIME'
  return parseDuration(value) === undefined ? 'STRING' : 'DURATION'
}

/** The time to live comes as the header `ttl`, or as a parameter. */
async function put({ repository, clock }: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { namespace = '', key = '' } = params(request)
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,254}$/.test(key))
    throw new MillraceError('MR_REQUEST_INVALID', `"${key.slice(0, 100)}" is no key.`, {
      hint: 'Letters, digits, `.`, `_` and `-`, the first a letter or a digit.',
    })
  const query = queryOf(request)
  const ttlMs = durationIn('ttl', header(request, 'ttl') ?? query.text('ttl'))
  const description = header(request, 'description') ?? query.text('description')
  const now = clock.now()
  await repository.kv.put(namespace, {
    key,
    value: valueIn(request),
    now,
    ...(ttlMs === undefined ? {} : { expiresAt: now + ttlMs }),
    ...(description === undefined ? {} : { description }),
  })
  await reply.code(200).send()
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function valueIn(request: FastifyRequest): Json {
  const { body } = request
  if (body === undefined || body === null || body === '')
    throw new MillraceError('MR_REQUEST_INVALID', 'The body must be the value: JSON, or a text.')
  const isJson = request.headers['content-type']?.includes('json') === true
  return typeof body !== 'string' || isJson ? (body as Json) : parsedOr(body)
}

function parsedOr(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

async function remove({ repository }: ServerDeps, request: FastifyRequest): Promise<boolean> {
  const { namespace = '', key = '' } = params(request)
  return repository.kv.remove(namespace, key)
}
