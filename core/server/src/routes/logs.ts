// Log lines: of one execution, as a list, a text or a live stream, and of all.

import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LOG_LEVELS, type LogEntry, type LogLevel } from '@millrace/model'
import type { LogFilter } from '@millrace/ports'
import { everyItem } from '@millrace/runtime'
import type { ServerDeps } from '../deps.ts'
import { pageBody, pageRequest } from '../requests/page.ts'
import { badParameter, queryOf, type Query } from '../requests/query.ts'
import { params, type Route } from '../route.ts'
import { sendEvents } from '../stream.ts'
import { documentOf } from './executions.ts'
import { followLogs } from './follow-logs.ts'
import { logBody } from './log-body.ts'
import { streamOptions } from './stream-options.ts'

const TOTAL_BUDGET_MS = 2_000
const PAGE_SIZE = 1_000

export function logRoutes(deps: ServerDeps): readonly Route[] {
  const permission = { resource: 'log', action: 'read' } as const
  return [
    { method: 'GET', path: '/logs/search', permission, handle: (request) => search(deps, request) },
    { method: 'GET', path: '/logs/:executionId', permission, handle: (request, reply) => list(deps, request, reply) },
    {
      method: 'GET',
      path: '/logs/:executionId/download',
      permission,
      handle: (request, reply) => download(deps, request, reply),
    },
    {
      method: 'GET',
      path: '/logs/:executionId/follow',
      permission,
      handle: (request, reply) => follow(deps, request, reply),
    },
  ]
}

type Draft = { -readonly [Key in keyof LogFilter]: LogFilter[Key] }

function logFilter(query: Query): LogFilter {
  const filter: Draft = {}
  const text = (name: string): string | undefined => query.text(name) ?? query.text(`filters[${name}][EQUALS]`)
  for (const name of ['executionId', 'taskId', 'taskRunId', 'namespace', 'flowId'] as const) {
    const value = text(name)
    if (value !== undefined) filter[name] = value
  }
  const level =
    query.text('minLevel') ??
    query.text('filters[level][GREATER_THAN_OR_EQUAL_TO]') ??
    query.text('filters[level][EQUALS]')
  if (level !== undefined) filter.minLevel = levelIn(level)
  const words = text('q')
  if (words !== undefined) filter.text = words
  if (query.text('attempt') !== undefined)
    filter.attempt = query.integer('attempt', { min: 0, max: 2 ** 31, byDefault: 0 }) + 1
  const from = query.instant('startDate')
  if (from !== undefined) filter.from = from
  const before = query.instant('endDate')
  if (before !== undefined) filter.before = before
  return filter
}

function levelIn(text: string): LogLevel {
  const level = LOG_LEVELS.find((each) => each === text.toUpperCase())
  if (level === undefined) throw badParameter('minLevel', text, `one of ${LOG_LEVELS.join(', ')}`)
  return level
}

async function search(deps: ServerDeps, request: FastifyRequest): Promise<object> {
  const query = queryOf(request)
  const filter = logFilter(query)
  const [page, total] = await Promise.all([
    deps.repository.logs.page(filter, pageRequest(query)),
    deps.repository.logs.total(filter, { budgetMs: TOTAL_BUDGET_MS }),
  ])
  return pageBody(page, total, logBody)
}

/** Every line that fits. */
function linesOf(deps: ServerDeps, filter: LogFilter): AsyncIterable<LogEntry> {
  return everyItem(PAGE_SIZE, (request) => deps.repository.logs.page(filter, request))
}

async function filterOf(deps: ServerDeps, request: FastifyRequest): Promise<LogFilter> {
  const { id } = await documentOf(deps, request)
  return { ...logFilter(queryOf(request)), executionId: params(request)['executionId'] ?? id }
}

async function list(deps: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const filter = await filterOf(deps, request)
  const json = async function* (): AsyncIterable<string> {
    let separator = '['
    for await (const entry of linesOf(deps, filter)) {
      yield `${separator}${JSON.stringify(logBody(entry))}`
      separator = ','
    }
    yield separator === '[' ? '[]' : ']'
  }
  return reply.type('application/json; charset=utf-8').send(Readable.from(json()))
}

async function download(deps: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const filter = await filterOf(deps, request)
  const text = async function* (): AsyncIterable<string> {
    for await (const { at, level, message, taskId } of linesOf(deps, filter)) {
      yield `${new Date(at).toISOString()} ${level} ${taskId === undefined ? '' : `[${taskId}] `}${message}\n`
    }
  }
  reply.header('content-disposition', `attachment; filename="${filter.executionId ?? ''}.log"`)
  return reply.type('text/plain; charset=utf-8').send(Readable.from(text()))
}

async function follow(deps: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const filter = await filterOf(deps, request)
  await sendEvents(
    reply,
    (signal) => followLogs({ deps, filter, executionId: filter.executionId ?? '', signal }),
    streamOptions(deps),
  )
}
