// Creating executions: the hot path of the API.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { MillraceError, type ExecutionDocument, type ExecutionId, type Flow, type Label } from '@millrace/model'
import type { InputReading } from '@millrace/runtime'
import type { ServerDeps } from '../deps.ts'
import { errorBody } from '../errors.ts'
import { labelIn } from '../requests/execution-filter.ts'
import { forgetFiles, givenInputs, type UploadDeps } from '../requests/new-execution.ts'
import { queryOf, type Query } from '../requests/query.ts'
import { params, type Route } from '../route.ts'
import { closeSignal } from '../stream.ts'
import { operationRoutes } from './operations.ts'

const GIBIBYTE = 1024 ** 3

export function createExecutionRoutes(deps: ServerDeps): readonly Route[] {
  const uploads: UploadDeps = { storage: deps.storage, maxUploadBytes: deps.options?.maxUploadBytes ?? GIBIBYTE }
  const create = (request: FastifyRequest, reply: FastifyReply): Promise<ExecutionDocument> =>
    createExecution(deps, uploads, request, reply)
  const permission = { resource: 'execution', action: 'create' } as const
  return [
    ...operationRoutes(deps, uploads, create),
    { method: 'POST', path: '/executions/:namespace/:id', permission, handle: create },
    // As older clients call it.
    { method: 'POST', path: '/executions/trigger/:namespace/:id', permission, handle: create },
    {
      method: 'POST',
      path: '/executions/:namespace/:id/validate',
      permission: { resource: 'flow', action: 'read' },
      handle: (request) => checkInputs(deps, uploads, request),
    },
  ]
}

async function createExecution(
  deps: ServerDeps,
  uploads: UploadDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ExecutionDocument> {
  const query = queryOf(request)
  const labels = query.all('labels').map((text) => givenLabel(text))
  const scheduledAt = query.instant('scheduleDate')
  const isWaiting = query.boolean('wait')
  const flow = await executableFlow(deps, request, query)
  const id = deps.ids.next() as ExecutionId
  const { given, hasFiles } = await givenInputs(request, flow, id, uploads)
  const forget = async (): Promise<void> => (hasFiles ? forgetFiles(flow, id, uploads) : undefined)
  const created = await storeOr(forget, async () => {
    const execution = {
      id,
      namespace: flow.namespace,
      flowId: flow.id,
      revision: flow.revision,
      inputs: await deps.inputs.read({ flow, executionId: id, given }),
      labels,
      ...(scheduledAt === undefined ? {} : { scheduledAt }),
    }
    return isWaiting ? deps.executions.start(execution) : asCreated(await deps.executions.create(execution))
  })
  return typeof created === 'string' ? deps.executions.waitFor(created, closeSignal(reply)) : created
}

/** The execution may be under way before the answer leaves; callers are told what they made. */
function asCreated(document: ExecutionDocument): ExecutionDocument {
  const { outputs: _later, ...early } = document
  const [first] = document.state.histories
  if (first === undefined) return document
  const state = { current: first.state, histories: [first], startDate: first.date, duration: 'PT0S' }
  return { ...early, taskRunList: [], state }
}

/** Nothing stays of an execution that is refused. */
async function storeOr<T>(forget: () => Promise<void>, store: () => Promise<T>): Promise<T> {
  try {
    return await store()
  } catch (error) {
    await forget()
    throw error
  }
}

async function executableFlow(deps: ServerDeps, request: FastifyRequest, query: Query): Promise<Flow> {
  const { namespace = '', id = '' } = params(request)
  const revision =
    query.text('revision') === undefined ? undefined : query.integer('revision', { min: 1, max: 2 ** 31, byDefault: 1 })
  const { flow } = await deps.flows.get(namespace, id, revision)
  if (flow.disabled === true) throw new MillraceError('MR_FLOW_DISABLED', `The flow ${namespace}.${id} is disabled.`)
  return flow
}

function givenLabel(text: string): Label {
  const label = labelIn('labels', text)
  if (label.key.startsWith('system.') && label.key !== 'system.correlationId') {
    throw new MillraceError(
      'MR_EXECUTION_LABEL',
      `The label \`${label.key}\` is reserved: keys that begin with \`system.\` are set by the platform.`,
    )
  }
  return label
}

/** A dry run of the inputs, for forms: each with its value or what is wrong with it. Nothing is stored. */
async function checkInputs(deps: ServerDeps, uploads: UploadDeps, request: FastifyRequest): Promise<object> {
  const flow = await executableFlow(deps, request, queryOf(request))
  const executionId = deps.ids.next() as ExecutionId
  const { given, hasFiles } = await givenInputs(request, flow, executionId, uploads)
  const readings = await deps.inputs.check({ flow, executionId, given })
  if (hasFiles) await forgetFiles(flow, executionId, uploads)
  return { id: flow.id, namespace: flow.namespace, inputs: readings.map(inputBody) }
}

function inputBody({ input, isEnabled, value, error }: InputReading): object {
  return { input, enabled: isEnabled, value, errors: error === undefined ? [] : [errorBody(error)] }
}
