// Reading, following, killing and removing executions.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { formatDuration, isMillraceError, isTerminal, type ExecutionDocument } from '@millrace/model'
import type { ExecutionSummary } from '@millrace/ports'
import type { ServerDeps } from '../deps.ts'
import { executionFilter, executionSort } from '../requests/execution-filter.ts'
import { listBody, pageRequest } from '../requests/page.ts'
import { queryOf } from '../requests/query.ts'
import { params, type Route } from '../route.ts'
import { sendEvents, type ServerSentEvent } from '../stream.ts'
import { streamOptions } from './stream-options.ts'

/** How long a total may take before it becomes a lower bound. */
const TOTAL_BUDGET_MS = 2_000

export function executionRoutes(deps: ServerDeps): readonly Route[] {
  const read = { resource: 'execution', action: 'read' } as const
  const list = (request: FastifyRequest): Promise<object> => listExecutions(deps, request)
  return [
    { method: 'GET', path: '/executions', permission: read, handle: list },
    { method: 'GET', path: '/executions/search', permission: read, handle: list },
    {
      method: 'GET',
      path: '/executions/:executionId',
      permission: read,
      handle: (request) => documentOf(deps, request),
    },
    {
      method: 'GET',
      path: '/executions/:executionId/follow',
      permission: read,
      handle: (request, reply) => follow(deps, request, reply),
    },
    {
      method: 'DELETE',
      path: '/executions/:executionId/kill',
      permission: { resource: 'execution', action: 'execute' },
      handle: (request, reply) => kill(deps, request, reply),
    },
    {
      method: 'DELETE',
      path: '/executions/:executionId',
      permission: { resource: 'execution', action: 'delete' },
      handle: (request, reply) => remove(deps, request, reply),
    },
  ]
}

/** The document of the execution that the path names. Rejects with MR_EXECUTION_NOT_FOUND. */
export function documentOf(
  { executions }: Pick<ServerDeps, 'executions'>,
  request: FastifyRequest,
): Promise<ExecutionDocument> {
  return executions.document(params(request)['executionId'] ?? '')
}

/** Whole documents, as Kestra gives them; with `summary=true` only what the list itself knows, at a fraction of the price. */
async function listExecutions(deps: ServerDeps, request: FastifyRequest): Promise<object> {
  const query = queryOf(request)
  const filter = executionFilter(query, deps.clock.now())
  const [page, total] = await Promise.all([
    deps.repository.executions.page(filter, executionSort(query), pageRequest(query)),
    deps.repository.executions.total(filter, { budgetMs: TOTAL_BUDGET_MS }),
  ])
  if (query.boolean('summary'))
    return listBody(
      page.items.map((item) => summaryBody(item, deps.clock.now())),
      page.next,
      total,
    )
  const documents = await Promise.all(page.items.map((item) => documentOrSummary(deps, item)))
  return listBody(documents, page.next, total)
}

/** One that was removed meanwhile, or cannot be read, does not spoil the list. */
async function documentOrSummary(deps: ServerDeps, summary: ExecutionSummary): Promise<object> {
  try {
    return await deps.executions.document(summary.id)
  } catch (error) {
    if (!isMillraceError(error) || error.kind === 'unavailable') throw error
    return summaryBody(summary, deps.clock.now())
  }
}

function summaryBody(summary: ExecutionSummary, now: number): object {
  const { startedAt, endedAt, labels, id, namespace, flowId, flowRevision, parentId, state } = summary
  const duration = formatDuration((endedAt ?? now) - startedAt)
  const end = endedAt === undefined ? {} : { endDate: new Date(endedAt).toISOString() }
  return {
    id,
    namespace,
    flowId,
    flowRevision,
    labels,
    deleted: false,
    ...(parentId === undefined ? {} : { parentId }),
    state: { current: state, histories: [], startDate: new Date(startedAt).toISOString(), ...end, duration },
  }
}

async function kill(deps: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await deps.executions.kill(params(request)['executionId'] ?? '')
  await reply.code(202).send()
}

async function remove(deps: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await deps.executions.remove(params(request)['executionId'] ?? '')
  await reply.code(204).send()
}

/** The document at once and after every change; the last event has the id `end`. */
async function follow(deps: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { id } = await documentOf(deps, request)
  const events = async function* (signal: AbortSignal): AsyncIterable<ServerSentEvent> {
    yield { id: 'start', data: JSON.stringify({ id }) }
    // Handlers may still run after the final state is known: the last document is known when there is none after it.
    let last: ExecutionDocument | undefined
    for await (const document of deps.executions.follow(id, signal)) {
      if (last !== undefined) yield { id: 'progress', data: JSON.stringify(last) }
      last = isTerminal(document.state.current) ? document : undefined
      if (last === undefined) yield { id: 'progress', data: JSON.stringify(document) }
    }
    if (last !== undefined) yield { id: 'end', data: JSON.stringify(last) }
  }
  await sendEvents(reply, events, streamOptions(deps))
}
