// Executions as entities: how a lane creates, restores and gives up one.

import { isJsonObject, isTerminal, messageOf, MillraceError, STATES, type Instant, type State } from '@millrace/model'
import type { Clock, EntityChange, ExecutionSummary, Repository, StoredEntity } from '@millrace/ports'
import { createExecution, type Ask, type CreateRequest, type ExecutionState, type Plan } from '@millrace/engine'
import type { EngineSettings } from '../facts/engine-settings.ts'
import type { SetAside } from '../set-aside.ts'
import { ENGINE_RULES, type EngineRules } from './engine-rules.ts'
import { decodeExecution } from './execution-decoder.ts'
import { ExecutionSubject, type SubjectDeps } from './execution-subject.ts'
import type { Plans } from './plans.ts'
import type { LaneCommand, Machine, Subject } from './subject.ts'

/** Makes an execution and begins it, in one commit. */
export interface CreateCommand {
  readonly kind: 'create'
  readonly plan: Plan
  readonly request: CreateRequest
  /** Of the task run that calls it; put to an execution that exists already too. */
  readonly ask?: Ask
}

/** Takes an execution over that was made from another one; nothing of it is stored before. */
export interface AdoptCommand {
  readonly kind: 'adopt'
  readonly plan: Plan
  readonly state: ExecutionState
}

export interface ExecutionMachineDeps {
  readonly repository: Repository
  readonly plans: Plans
  readonly clock: Clock
  readonly settings: EngineSettings
  readonly setAside: SetAside
  readonly ownerOf: SubjectDeps['ownerOf']
  readonly repeatCancelMs: number | undefined
  /** The engine's own unless told. */
  readonly rules?: EngineRules
}

const MAX_QUARANTINED = 10_000

const COMMANDS: ReadonlySet<string> = new Set([
  'start',
  'attempt-started',
  'attempt-ended',
  'wake',
  'attempt-lost',
  'kill',
  'resume',
  'restart',
  'change-state',
  'change-status',
  'set-labels',
  'call',
  'asked',
  'child-made',
  'child-ended',
  'call-failed',
])
/** What passes between an execution and those that it calls. */
const OF_CALLS: ReadonlySet<string> = new Set(['child-made', 'child-ended', 'call-failed'])

export function createExecutionMachine(deps: ExecutionMachineDeps): Machine {
  const subjectOf = (
    plan: Plan,
    given: { readonly state: ExecutionState; readonly isSplit: boolean; readonly isNew: boolean },
  ): Subject =>
    new ExecutionSubject(
      {
        plan,
        rules: deps.rules ?? ENGINE_RULES,
        clock: deps.clock,
        settings: deps.settings,
        ownerOf: deps.ownerOf,
        repeatCancelMs: deps.repeatCancelMs,
      },
      given,
    )
  /** What this process has set aside, by key: told of once. */
  const quarantined = new Map<string, number>()
  return {
    kind: 'execution',
    decode: decodeCommand,
    create: (command) => {
      if (isAdopt(command)) return subjectOf(command.plan, { state: command.state, isSplit: false, isNew: true })
      if (!isCreate(command)) return undefined
      const state = createExecution(command.plan, command.request)
      return subjectOf(command.plan, { state, isSplit: false, isNew: true })
    },
    restore: async (stored, parts) => {
      const { state, isSplit } = decodeExecution(stored, parts)
      return subjectOf(await planOf(deps.plans, state), { state, isSplit, isNew: false })
    },
    quarantine: (stored, cause) => quarantine(deps, quarantined, stored, cause),
  }
}

function isAdopt(command: LaneCommand): command is AdoptCommand {
  return command.kind === 'adopt'
}

function isCreate(command: LaneCommand): command is CreateCommand {
  return command.kind === 'create'
}

/** A command from a message. Throws MR_COMMAND_UNKNOWN. */
function decodeCommand(command: unknown): LaneCommand {
  const kind = isJsonObject(command) ? command['kind'] : undefined
  if (!isJsonObject(command) || typeof kind !== 'string' || !COMMANDS.has(kind)) {
    throw new MillraceError('MR_COMMAND_UNKNOWN', `No execution knows the command ${JSON.stringify(kind ?? null)}.`)
  }
  if (kind.startsWith('attempt-') && !isAttemptCommand(command)) {
    throw new MillraceError(
      'MR_COMMAND_UNKNOWN',
      `The command "${kind}" does not say which attempt ended when and how.`,
    )
  }
  if ((kind === 'call' || OF_CALLS.has(kind)) && !isCallCommand(command))
    throw new MillraceError('MR_COMMAND_UNKNOWN', `The command "${kind}" does not say whose call it is.`)
  return command as object as LaneCommand
}

function isCallCommand(command: { readonly [key: string]: unknown }): boolean {
  const { kind, namespace, flowId, inputs, labels, trigger, caller, state } = command
  if (kind !== 'call')
    return isNamed(command) && typeof command['childId'] === 'string' && (kind !== 'child-ended' || isEnd(state))
  const isWhole = typeof namespace === 'string' && typeof flowId === 'string' && isJsonObject(inputs)
  return isWhole && Array.isArray(labels) && isJsonObject(trigger) && isJsonObject(caller) && isNamed(caller)
}

function isNamed({ taskRunId, attempt }: { readonly [key: string]: unknown }): boolean {
  return typeof taskRunId === 'string' && typeof attempt === 'number'
}

function isEnd(state: unknown): boolean {
  return STATES.includes(state as State) && isTerminal(state as State)
}

function isAttemptCommand(command: { readonly [key: string]: unknown }): boolean {
  const { kind, taskRunId, attempt, worker, at, startedAt, state, outputs } = command
  if (typeof taskRunId !== 'string' || typeof attempt !== 'number' || typeof worker !== 'string') return false
  if (kind === 'attempt-lost') return true
  if (typeof at !== 'number') return false
  if (kind === 'attempt-started') return true
  return isEnd(state) && typeof startedAt === 'number' && (outputs === undefined || isJsonObject(outputs))
}

async function planOf(plans: Plans, { header }: ExecutionState): Promise<Plan> {
  const plan = await plans.plan(header.namespace, header.flowId, header.flowRevision)
  if (plan !== undefined) return plan
  const name = `${header.namespace}.${header.flowId} revision ${header.flowRevision}`
  throw new MillraceError('MR_FLOW_NOT_FOUND', `The flow ${name} of the execution "${header.id}" does not exist.`)
}

/** The execution shows as FAILED, nothing looks for it again, and its body is set aside as it was. */
async function quarantine(
  deps: ExecutionMachineDeps,
  known: Map<string, number>,
  stored: StoredEntity,
  cause: unknown,
): Promise<void> {
  const { repository, clock, setAside } = deps
  const { key } = stored.ref
  if (known.get(key) === stored.version) return
  const now = clock.now()
  const summary = await summaryOf(repository, key)
  const code = cause instanceof MillraceError ? cause.code : 'MR_EXECUTION_CORRUPT'
  await setAside.add([
    { topic: 'entities', key: `${stored.ref.kind}:${key}`, body: stored.body, code, cause: messageOf(cause) },
  ])
  const change: EntityChange = {
    ref: stored.ref,
    expectedVersion: stored.version,
    body: stored.body,
    isLive: false,
    parts: [],
    // Nobody waits for its attempts any more.
    holds: { add: [], remove: 'all' },
    ...(summary === undefined ? {} : { row: failedRow(summary, now) }),
  }
  await repository.entities.commit({ changes: [change] })
  if (known.size >= MAX_QUARANTINED) known.clear()
  known.set(key, stored.version + 1)
}

async function summaryOf(repository: Repository, id: string): Promise<ExecutionSummary | undefined> {
  const found = await repository.executions.page({ text: id }, { by: 'id', direction: 'asc' }, { size: 10 })
  return found.items.find((item) => item.id === id)
}

function failedRow({ id: _id, ...row }: ExecutionSummary, now: Instant): Omit<ExecutionSummary, 'id'> {
  return isTerminal(row.state as State) ? row : { ...row, state: 'FAILED', endedAt: now }
}
