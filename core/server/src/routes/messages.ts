// Messages that were set aside because nobody could handle them: look at them, send them again, or discard them.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { MillraceError } from '@millrace/model'
import type { SetAsideMessage } from '@millrace/ports'
import type { ServerDeps } from '../deps.ts'
import { pageRequest } from '../requests/page.ts'
import { queryOf } from '../requests/query.ts'
import { params, type Route } from '../route.ts'

export function messageRoutes(deps: ServerDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/messages',
      permission: { resource: 'message', action: 'read' },
      handle: (request) => list(deps, request),
    },
    {
      method: 'POST',
      path: '/messages/:messageId/requeue',
      permission: { resource: 'message', action: 'execute' },
      handle: (request, reply) => requeue(deps, request, reply),
    },
    {
      method: 'DELETE',
      path: '/messages/:messageId',
      permission: { resource: 'message', action: 'delete' },
      handle: (request, reply) => discard(deps, request, reply),
    },
  ]
}

async function list(deps: ServerDeps, request: FastifyRequest): Promise<object> {
  const page = await deps.repository.setAside.page(pageRequest(queryOf(request)))
  const next = page.next === undefined ? {} : { next: page.next }
  return {
    results: page.items.map(({ at, ...message }) => ({ ...message, date: new Date(at).toISOString() })),
    ...next,
  }
}

async function find(deps: ServerDeps, request: FastifyRequest): Promise<SetAsideMessage> {
  const { messageId = '' } = params(request)
  const message = await deps.repository.setAside.find(messageId)
  if (message !== undefined) return message
  throw new MillraceError('MR_MESSAGE_NOT_FOUND', `There is no message ${messageId} among those set aside.`)
}

/** Sent first and then removed: a crash between the two sends it twice, which handlers bear. */
async function requeue(deps: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { id, topic, key, body } = await find(deps, request)
  await deps.queue.publish([{ topic, key, body }])
  await deps.repository.setAside.remove(id)
  await reply.code(204).send()
}

async function discard(deps: ServerDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { id } = await find(deps, request)
  await deps.repository.setAside.remove(id)
  await reply.code(204).send()
}
