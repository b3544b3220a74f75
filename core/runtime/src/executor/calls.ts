// Calls of one flow by another: makes the execution that a task run asks for, or tells its caller why there will be none.
// The id is the caller's, so that a call that is told twice makes one execution.

import { MillraceError, type ExecutionId, type JsonObject } from '@millrace/model'
import type { Ask, CallCommand, CallFailed, CreateRequest, Plan } from '@millrace/engine'
import type { Clock, EntityRef } from '@millrace/ports'
import type { InputReader } from '../flows/inputs/input-reader.ts'
import type { CreateCommand } from './execution-machine.ts'
import type { Lane, PostOptions } from './lane.ts'
import type { Outcome } from './outcome.ts'
import type { Plans } from './plans.ts'
import type { LaneCommand } from './subject.ts'
import { asError } from './turn.ts'

export interface CallsDeps {
  readonly lane: Pick<Lane, 'post'>
  readonly plans: Plans
  readonly inputs: Pick<InputReader, 'read'>
  readonly clock: Pick<Clock, 'now'>
}

export interface Calls {
  /** `settle` is told once, when the execution is durable, or its caller knows that there will be none. */
  take(ref: EntityRef, call: CallCommand, settle: (outcome: Outcome) => void, options: PostOptions): void
}

export function createCalls(deps: CallsDeps): Calls {
  return {
    take: (ref, call, settle, options) => {
      prepare(deps, ref, call).then(
        (command) => deps.lane.post(ref, command, settle, options),
        (error: unknown) => giveUp(deps, { ref, call, error: asError(error) }, settle, options),
      )
    },
  }
}

export function isCall(command: LaneCommand): command is CallCommand {
  return command.kind === 'call'
}

/** Rejects with MR_FLOW_NOT_FOUND, MR_FLOW_DISABLED, MR_INPUT_INVALID, and what reading rejects with. */
async function prepare(deps: CallsDeps, { key }: EntityRef, call: CallCommand): Promise<CreateCommand> {
  const plan = await planOf(deps.plans, call)
  const executionId = key as ExecutionId
  const inputs: JsonObject = await deps.inputs.read({ flow: plan.flow, executionId, given: call.inputs })
  const request: CreateRequest = {
    id: executionId,
    inputs,
    labels: call.labels,
    trigger: call.trigger,
    caller: call.caller,
    now: deps.clock.now(),
    ...(call.scheduledAt === undefined ? {} : { scheduledAt: call.scheduledAt }),
  }
  return { kind: 'create', plan, request, ask: askOf(call) }
}

async function planOf(plans: Plans, { namespace, flowId, revision }: CallCommand): Promise<Plan> {
  const plan =
    revision === undefined ? await plans.newest(namespace, flowId) : await plans.plan(namespace, flowId, revision)
  const name = `${namespace}.${flowId}${revision === undefined ? '' : ` of revision ${revision}`}`
  if (plan === undefined || plan.flow.deleted === true)
    throw new MillraceError('MR_FLOW_NOT_FOUND', `There is no flow ${name}.`)
  if (plan.flow.disabled === true) throw new MillraceError('MR_FLOW_DISABLED', `The flow ${name} is disabled.`)
  return plan
}

function askOf({ caller, kills }: CallCommand): Ask {
  return { kind: 'asked', caller, kills }
}

interface Refused {
  readonly ref: EntityRef
  readonly call: CallCommand
  readonly error: MillraceError
}

/** An execution that was made before the flow went away answers still; else its caller is told. */
function giveUp(
  { lane }: CallsDeps,
  { ref, call, error }: Refused,
  settle: (outcome: Outcome) => void,
  options: PostOptions,
): void {
  if (error.kind === 'unavailable') {
    settle({ kind: 'failed', error })
    return
  }
  const { executionId, taskRunId, attempt } = call.caller
  const { code, message } = error
  const failed: CallFailed = {
    kind: 'call-failed',
    taskRunId,
    attempt,
    childId: ref.key as ExecutionId,
    code,
    message,
  }
  const tellCaller = (): void => lane.post({ kind: 'execution', key: executionId }, failed, settle, options)
  const { patience } = options
  lane.post(
    ref,
    askOf(call),
    (outcome) => (outcome.kind === 'missing' ? tellCaller() : settle(outcome)),
    patience === undefined ? {} : { patience },
  )
}
