// Brings commands from the queue to a lane. A message that cannot be handled is set aside with its cause, and never holds
// up its neighbours.

import {
  isMillraceError,
  messageOf,
  MillraceError,
  type AttemptStarted,
  type ErrorCode,
  type ExecutionId,
} from '@millrace/model'
import type { Consumer, Delivery, Metrics, Queue } from '@millrace/ports'
import { tellCancels } from '../dispatch/broadcast-cancels.ts'
import { COMMANDS, contentOf, GRANTS, GROUPS, refOfKey, type Grant } from '../dispatch/topics.ts'
import type { Log } from '../log.ts'
import type { SetAside } from '../set-aside.ts'
import { isCall, type Calls } from './calls.ts'
import type { Lane } from './lane.ts'
import type { Outcome } from './outcome.ts'
import type { Cancel, LaneCommand } from './subject.ts'
import { asError } from './turn.ts'

export interface ConsumeCommandsDeps {
  readonly queue: Queue
  readonly lane: Lane
  readonly calls: Calls
  readonly setAside: SetAside
  readonly metrics: Metrics
  readonly log: Log
  /** Messages in one batch. Default 256; four batches may be under way. */
  readonly batchSize?: number
}

/** After so many deliveries a message that fails is set aside. */
const MAX_DELIVERIES = 5
const PATIENCE = 10
/** What fails in the same way however often it is tried. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set([
  'MR_EXECUTION_CORRUPT',
  'MR_FLOW_NOT_FOUND',
  'MR_COMMAND_UNKNOWN',
  'MR_EXECUTION_NOT_FOUND',
])

export function consumeCommands(deps: ConsumeCommandsDeps): Promise<Consumer> {
  const batchSize = deps.batchSize ?? 256
  return deps.queue.consume(COMMANDS, { group: GROUPS.executor, batchSize, inFlight: batchSize * 4 }, (batch) =>
    handle(deps, batch),
  )
}

interface Poison {
  readonly delivery: Delivery
  readonly error: MillraceError
}

async function handle(deps: ConsumeCommandsDeps, batch: readonly Delivery[]): Promise<void> {
  const poison: Poison[] = []
  const past: Cancel[] = []
  const grants: Grant[] = []
  let failure: MillraceError | undefined
  await settled(batch, (delivery, done) => {
    const told = (outcome: Outcome, command?: LaneCommand): void => {
      const error = command !== undefined && isPastCall(outcome, command) ? undefined : troubleOf(outcome, delivery)
      if (outcome.kind === 'refused') deps.metrics.count('millrace_commands_refused_total')
      if (command !== undefined && isQuestion(outcome, command)) grants.push(grantOf(command, outcome))
      else if (command !== undefined && isPastStart(outcome, command)) past.push(cancelOf(delivery, command))
      if (error !== undefined && isHopeless(error, delivery)) poison.push({ delivery, error })
      else failure ??= error
      done()
    }
    try {
      const ref = refOfKey(delivery.key)
      const command = deps.lane.decode(ref, contentOf(delivery.body, 'command'))
      const settle = (outcome: Outcome): void => told(outcome, command)
      const options = { receipt: delivery.receipt, patience: PATIENCE }
      if (isCall(command)) deps.calls.take(ref, command, settle, options)
      else deps.lane.post(ref, command, settle, options)
    } catch (error) {
      told({ kind: 'failed', error: asError(error) })
    }
  })
  tellCancels(deps, past)
  tellGrants(deps, grants)
  if (poison.length > 0) await putAside(deps.setAside, poison)
  if (failure !== undefined) throw failure
}

/** The execution that called was removed: nobody waits for the end of what it called. */
function isPastCall(outcome: Outcome, { kind }: LaneCommand): boolean {
  return outcome.kind === 'missing' && ['call', 'child-made', 'child-ended', 'call-failed'].includes(kind)
}

/** A worker asks to begin an attempt that must not run twice, and has an answer. */
function isQuestion(outcome: Outcome, command: LaneCommand): command is AttemptStarted {
  const isAnswered = outcome.kind === 'changed' || outcome.kind === 'unchanged' || outcome.kind === 'refused'
  return isAnswered && command.kind === 'attempt-started' && (command as AttemptStarted).once === true
}

function grantOf({ taskRunId, attempt, worker }: AttemptStarted, outcome: Outcome): Grant {
  return { taskRunId, attempt, worker, isGranted: outcome.kind !== 'refused' }
}

function tellGrants({ queue, log }: Pick<ConsumeCommandsDeps, 'queue' | 'log'>, grants: readonly Grant[]): void {
  if (grants.length === 0) return
  queue.broadcast(GRANTS, JSON.stringify(grants)).catch((error: unknown) => {
    log.warn({ error: messageOf(error) }, 'Grants could not be broadcast; their workers ask again.')
  })
}

/** A worker runs what nobody waits for any more: it missed the kill, or the message came late. */
function isPastStart(outcome: Outcome, command: LaneCommand): command is AttemptStarted {
  return command.kind === 'attempt-started' && outcome.kind === 'refused' && outcome.code === 'MR_COMMAND_STALE'
}

function cancelOf({ key }: Delivery, { taskRunId, attempt, worker }: AttemptStarted): Cancel {
  return { executionId: refOfKey(key).key as ExecutionId, taskRunId, attempt, worker }
}

/** Resolves when `done` was called for each. */
function settled(batch: readonly Delivery[], begin: (delivery: Delivery, done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    let left = batch.length
    if (left === 0) resolve()
    const done = (): void => {
      left -= 1
      if (left === 0) resolve()
    }
    for (const delivery of batch) begin(delivery, done)
  })
}

function troubleOf(outcome: Outcome, { key }: Delivery): MillraceError | undefined {
  if (outcome.kind === 'failed') return outcome.error
  return outcome.kind === 'missing' ? new MillraceError('MR_EXECUTION_NOT_FOUND', `There is no ${key}.`) : undefined
}

/** An unreachable database is not the message's fault, however often it comes. */
export function isHopeless(error: MillraceError, { deliveries }: Delivery): boolean {
  return HOPELESS.has(error.code) || (error.kind !== 'unavailable' && deliveries >= MAX_DELIVERIES)
}

export function putAside(setAside: SetAside, poison: readonly Poison[]): Promise<void> {
  return setAside.add(
    poison.map(({ delivery: { topic, key, body }, error }) => ({
      topic,
      key,
      body,
      code: isMillraceError(error) ? error.code : 'MR_INTERNAL',
      cause: messageOf(error),
    })),
  )
}
