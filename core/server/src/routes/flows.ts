// Flows: deploy, read, check and remove.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { MillraceError } from '@millrace/model'
import type { FlowFilter, FlowRecord } from '@millrace/ports'
import { everyItem } from '@millrace/runtime'
import type { ServerDeps } from '../deps.ts'
import { findingBody } from '../errors.ts'
import { pageBody, pageRequest } from '../requests/page.ts'
import { badParameter, queryOf, type Query } from '../requests/query.ts'
import { params, type Route } from '../route.ts'

export function flowRoutes(deps: ServerDeps): readonly Route[] {
  const { flows } = deps
  const read = { resource: 'flow', action: 'read' } as const
  const update = { resource: 'flow', action: 'update' } as const
  return [
    {
      method: 'POST',
      path: '/flows',
      permission: { resource: 'flow', action: 'create' },
      handle: async (request) => withSource(await flows.create(sourceIn(request))),
    },
    { method: 'POST', path: '/flows/validate', permission: read, handle: (request) => validate(deps, request) },
    { method: 'GET', path: '/flows/search', permission: read, handle: (request) => search(deps, request) },
    { method: 'GET', path: '/flows/distinct-namespaces', permission: read, handle: () => flows.namespaces() },
    { method: 'GET', path: '/flows/:namespace', permission: read, handle: (request) => ofNamespace(deps, request) },
    { method: 'GET', path: '/flows/:namespace/:id', permission: read, handle: (request) => one(deps, request) },
    {
      method: 'GET',
      path: '/flows/:namespace/:id/revisions',
      permission: read,
      handle: (request) => revisions(deps, request),
    },
    { method: 'PUT', path: '/flows/:namespace/:id', permission: update, handle: (request) => replace(deps, request) },
    {
      method: 'DELETE',
      path: '/flows/:namespace/:id',
      permission: { resource: 'flow', action: 'delete' },
      handle: (request, reply) => remove(deps, request, reply),
    },
  ]
}

/** The text of a flow: YAML, or JSON, which the server hands over unparsed so that positions hold. */
function sourceIn(request: FastifyRequest): string {
  if (typeof request.body === 'string') return request.body
  throw new MillraceError(
    'MR_REQUEST_INVALID',
    'The body must be the text of a flow: YAML (application/x-yaml) or JSON.',
  )
}

function body({ flow, updatedAt }: FlowRecord): object {
  return { disabled: false, deleted: false, ...flow, updated: new Date(updatedAt).toISOString() }
}

function withSource(record: FlowRecord): object {
  return { ...body(record), source: record.source }
}

async function one(deps: ServerDeps, request: FastifyRequest): Promise<object> {
  const { namespace = '', id = '' } = params(request)
  const query = queryOf(request)
  const revision =
    query.text('revision') === undefined ? undefined : query.integer('revision', { min: 1, max: 2 ** 31, byDefault: 1 })
  const record = await deps.flows.get(namespace, id, revision)
  return query.boolean('source') ? withSource(record) : body(record)
}

async function replace(deps: ServerDeps, request: FastifyRequest): Promise<object> {
  const { namespace = '', id = '' } = params(request)
  return withSource(await deps.flows.update(namespace, id, sourceIn(request)))
}

async function remove(deps: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { namespace = '', id = '' } = params(request)
  await deps.flows.remove(namespace, id)
  await reply.code(204).send()
}

async function revisions(deps: ServerDeps, request: FastifyRequest): Promise<readonly object[]> {
  const { namespace = '', id = '' } = params(request)
  await deps.flows.get(namespace, id)
  return (await deps.flows.revisions(namespace, id)).map(withSource)
}

async function ofNamespace(deps: ServerDeps, request: FastifyRequest): Promise<readonly object[]> {
  const filter: FlowFilter = { namespace: { value: params(request)['namespace'] ?? '', isPrefix: false } }
  const bodies: object[] = []
  for await (const record of everyItem(1_000, (page) => deps.flows.page(filter, page))) bodies.push(body(record))
  return bodies
}

async function search(deps: ServerDeps, request: FastifyRequest): Promise<object> {
  const query = queryOf(request)
  checkSort(query)
  const filter = flowFilter(query)
  const [page, total] = await Promise.all([deps.flows.page(filter, pageRequest(query)), deps.flows.total(filter)])
  return pageBody(page, total, body)
}

function flowFilter(query: Query): FlowFilter {
  const exact = query.text('filters[namespace][EQUALS]')
  const prefix =
    query.text('namespace') ?? query.text('filters[namespace][PREFIX]') ?? query.text('filters[namespace][STARTS_WITH]')
  const text = query.text('q') ?? query.text('filters[q][EQUALS]')
  const namespace = exact ?? prefix
  return {
    ...(namespace === undefined ? {} : { namespace: { value: namespace, isPrefix: exact === undefined } }),
    ...(text === undefined ? {} : { text }),
  }
}

/** Lists of flows have one order: by namespace and id. */
function checkSort(query: Query): void {
  const sort = query.text('sort')
  if (sort !== undefined && !/^(id|flowId|namespace)(:asc)?$/.test(sort))
    throw badParameter('sort', sort, '`id:asc` or `namespace:asc`')
}

/**
 * As Kestra answers: a list with one entry, whose `constraints` says why the flow is refused and whose `warnings` are
 * sentences; `errors` has each finding of either severity with its place.
 */
async function validate(deps: ServerDeps, request: FastifyRequest): Promise<readonly object[]> {
  const { flow, findings } = await deps.flows.review(sourceIn(request))
  const known = flow === undefined ? undefined : await deps.flows.find(flow.namespace, flow.id)
  const refusals = findings.filter(({ severity }) => severity === 'error').map(sentence)
  return [
    {
      index: 0,
      ...(flow === undefined ? {} : { flow: flow.id, namespace: flow.namespace }),
      ...(refusals.length === 0 ? {} : { constraints: refusals.join('\n') }),
      outdated: known !== undefined,
      warnings: findings.filter(({ severity }) => severity === 'warning').map(sentence),
      errors: findings.map(findingBody),
    },
  ]
}

function sentence({ message, position }: MillraceError): string {
  return position === undefined ? message : `${position.line}:${position.column} ${message}`
}
