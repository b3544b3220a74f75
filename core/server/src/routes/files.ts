// Files of executions: download, whole or in part, and size. Only what lies in the folder of the execution.

import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { MillraceError } from '@millrace/model'
import type { StorageUri } from '@millrace/ports'
import { fileOfExecution } from '@millrace/runtime'
import type { ServerDeps } from '../deps.ts'
import { queryOf } from '../requests/query.ts'
import type { Route } from '../route.ts'
import { documentOf } from './executions.ts'

export function fileRoutes(deps: ServerDeps): readonly Route[] {
  const permission = { resource: 'file', action: 'read' } as const
  return [
    {
      method: 'GET',
      path: '/executions/:executionId/file',
      permission,
      handle: (request, reply) => download(deps, request, reply),
    },
    {
      method: 'GET',
      path: '/executions/:executionId/file/metas',
      permission,
      handle: (request) => describe(deps, request),
    },
  ]
}

interface Found {
  readonly uri: StorageUri
  readonly size: number
  readonly modifiedAt: number
}

async function find(deps: ServerDeps, request: FastifyRequest): Promise<Found> {
  const path = queryOf(request).text('path')
  if (path === undefined)
    throw new MillraceError('MR_REQUEST_INVALID', 'The parameter `path` is missing: the URI of a file.')
  const { id, namespace, flowId } = await documentOf(deps, request)
  const uri = fileOfExecution({ id, namespace, flowId }, path)
  const found = await deps.storage.stat(uri)
  if (found === undefined)
    throw new MillraceError('MR_STORAGE_NOT_FOUND', `The execution ${id} has no file \`${uri}\`.`)
  return { uri, ...found }
}

async function describe(deps: ServerDeps, request: FastifyRequest): Promise<object> {
  const { size, modifiedAt } = await find(deps, request)
  return { size, lastModifiedTime: modifiedAt }
}

async function download(deps: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { uri, size } = await find(deps, request)
  const name = uri.slice(uri.lastIndexOf('/') + 1)
  reply.header('content-type', 'application/octet-stream')
  reply.header('content-disposition', `attachment; filename="download"; filename*=UTF-8''${encodeURIComponent(name)}`)
  reply.header('accept-ranges', 'bytes')
  const range = rangeOf(request.headers.range, size)
  if (range === undefined) {
    reply.header('content-length', size)
    return reply.send(Readable.from(await deps.storage.get(uri)))
  }
  if (range.start >= range.end) {
    return reply.code(416).header('content-range', `bytes */${size}`).send()
  }
  reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end - 1}/${size}`)
    .header('content-length', range.end - range.start)
  return reply.send(Readable.from(await deps.storage.get(uri, range)))
}

/** The one range that a client asks for; undefined for none, or for several, which are answered with the whole file. */
function rangeOf(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') return { start: Math.max(0, size - Number(match[2])), end: size }
  return { start: Number(match[1]), end: match[2] === '' ? size : Math.min(size, Number(match[2]) + 1) }
}
