// What is done with executions that exist: resume, restart, replay, say how something ended, label; one or several.

import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  instantOfId,
  isJsonObject,
  isMillraceError,
  isTerminal,
  messageOf,
  MillraceError,
  STATES,
  type ExecutionDocument,
  type ExecutionId,
  type Flow,
  type FlowInput,
  type JsonObject,
  type Label,
  type State,
  type TaskRunId,
} from '@millrace/model'
import type { ServerDeps } from '../deps.ts'
import { givenInputs, type UploadDeps } from '../requests/new-execution.ts'
import { badParameter, queryOf } from '../requests/query.ts'
import { params, type Route } from '../route.ts'
import { pausedTaskOf } from './paused-task.ts'

type Handle = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

const MAX_IDS = 1_000

/**
 * `POST /executions/ID/resume` and `POST /executions/NAMESPACE/resume` look alike: an id of an execution is no namespace,
 * since it has capital letters; anything else runs the flow of that name through `create`.
 */
export function operationRoutes(deps: ServerDeps, uploads: UploadDeps, create: Handle): readonly Route[] {
  const permission = { resource: 'execution', action: 'execute' } as const
  const one = (
    name: string,
    handle: (id: string, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  ): Route => ({
    method: 'POST',
    path: `/executions/:namespace/${name}`,
    permission,
    handle: (request, reply) => {
      const id = params(request)['namespace'] ?? ''
      if (instantOfId(id) !== undefined) return handle(id, request, reply)
      Object.assign(request.params as object, { id: name })
      return create(request, reply)
    },
  })
  const several = (name: string, handle: (id: string) => Promise<unknown>): Route => ({
    method: 'POST',
    path: `/executions/${name}/by-ids`,
    permission,
    handle: async (request) => forEach(idsOf(request), handle),
  })
  const { executions } = deps
  return [
    one('resume', (id, request, reply) => resume(deps, uploads, { id, request, reply })),
    one('restart', (id, request) => executions.restart(id, revisionOf(request))),
    one('replay', (id, request) => executions.replay(id, { ...taskRunOf(request), ...revisionOf(request) })),
    one('state', (id, request) => changeState(deps, id, request)),
    one('change-status', (id, request) =>
      executions.changeStatus(id, stateIn('status', queryOf(request).text('status'))),
    ),
    one('labels', async (id, request) => executions.setLabels(id, labelsOf(request))),
    several('resume', (id) => executions.resume(id)),
    several('restart', (id) => executions.restart(id)),
    several('replay', (id) => executions.replay(id)),
    several('kill', (id) => executions.kill(id)),
  ]
}

interface Asked {
  readonly id: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function resume(deps: ServerDeps, uploads: UploadDeps, { id, request, reply }: Asked): Promise<void> {
  const document = await deps.executions.document(id)
  const paused = await pausedTaskOf(deps, document)
  const onResume = (paused?.task['onResume'] ?? []) as readonly FlowInput[]
  const form = {
    ...(paused?.flow ?? ({ namespace: document.namespace, id: document.flowId } as Flow)),
    inputs: onResume,
  }
  const { given } = await givenInputs(request, form, id as ExecutionId, uploads)
  const inputs =
    onResume.length === 0
      ? {}
      : { inputs: await deps.inputs.read({ flow: form, executionId: id as ExecutionId, given }) }
  await deps.executions.resume(id, { ...(paused === undefined ? {} : { taskRunId: paused.taskRunId }), ...inputs })
  await reply.status(204).send()
}

async function changeState(deps: ServerDeps, id: string, request: FastifyRequest): Promise<ExecutionDocument> {
  const body = request.body
  const { taskRunId, state } = isJsonObject(body) ? body : ({} as JsonObject)
  if (typeof taskRunId !== 'string')
    throw new MillraceError('MR_REQUEST_INVALID', 'The body must name a `taskRunId` and a `state`.')
  const wanted = stateIn('state', typeof state === 'string' ? state : undefined)
  if (!isTerminal(wanted)) return deps.executions.resume(id, { taskRunId: taskRunId as TaskRunId })
  return deps.executions.changeState(id, { taskRunId: taskRunId as TaskRunId, state: wanted })
}

function stateIn(name: string, text: string | undefined): State {
  const state = STATES.find((each) => each === text)
  if (state === undefined) throw badParameter(name, text ?? '', `one of ${STATES.join(', ')}`)
  return state
}

function revisionOf(request: FastifyRequest): { readonly revision?: number } {
  const query = queryOf(request)
  if (query.text('revision') === undefined) return {}
  return { revision: query.integer('revision', { min: 1, max: Number.MAX_SAFE_INTEGER, byDefault: 1 }) }
}

function taskRunOf(request: FastifyRequest): { readonly taskRunId?: TaskRunId } {
  const taskRunId = queryOf(request).text('taskRunId')
  return taskRunId === undefined ? {} : { taskRunId: taskRunId as TaskRunId }
}

/** A list of labels, or a map of them. */
function labelsOf(request: FastifyRequest): readonly Label[] {
  const body = request.body
  const entries = isJsonObject(body) ? Object.entries(body).map(([key, value]) => ({ key, value })) : body
  if (!Array.isArray(entries))
    throw new MillraceError('MR_REQUEST_INVALID', 'Labels come as a list of `key` and `value`.')
  return entries.map(labelOf)
}

function labelOf(entry: unknown): Label {
  const { key, value } = isJsonObject(entry) ? entry : ({} as JsonObject)
  if (typeof key !== 'string' || key === '' || typeof value !== 'string' || value === '') {
    throw new MillraceError('MR_EXECUTION_LABEL', 'A label must have a `key` and a `value`, both texts.')
  }
  if (key.startsWith('system.'))
    throw new MillraceError(
      'MR_EXECUTION_LABEL',
      `The label \`${key}\` is reserved: keys that begin with \`system.\` are set by the platform.`,
    )
  return { key, value }
}

function idsOf(request: FastifyRequest): readonly string[] {
  const ids = request.body
  if (!Array.isArray(ids) || ids.length > MAX_IDS || !ids.every((id) => typeof id === 'string')) {
    throw new MillraceError('MR_REQUEST_INVALID', `The body must be a list of at most ${MAX_IDS} execution ids.`)
  }
  return ids
}

/** Each of them; refused as a whole, in the words of each that was refused, when one is. */
async function forEach(
  ids: readonly string[],
  handle: (id: string) => Promise<unknown>,
): Promise<{ readonly count: number }> {
  const outcomes = await Promise.allSettled(ids.map((id) => handle(id)))
  const issues = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [asRefusal(outcome.reason)] : []))
  if (issues.length > 0)
    throw new MillraceError('MR_REQUEST_INVALID', `${issues.length} of ${ids.length} executions were refused.`, {
      issues,
    })
  return { count: ids.length }
}

function asRefusal(reason: unknown): MillraceError {
  return isMillraceError(reason) ? reason : new MillraceError('MR_INTERNAL', messageOf(reason), { cause: reason })
}
