// Platform over the repository: what running tasks and expressions may ask of Millrace in a process that has one.

import { MillraceError, type ExecutionId, type JsonObject, type LogEntry, type TaskRunId } from '@millrace/model'
import { allVariables, type EngineFacts } from '@millrace/engine'
import type { Clock, HttpClient, LogFilter, Platform, Repository, Secrets, Storage } from '@millrace/ports'
import { everyItem } from './every-item.ts'
import { decodeExecution } from './executor/execution-decoder.ts'
import type { Plans } from './executor/plans.ts'
import { seedOf } from './executor/seed.ts'
import type { EngineSettings } from './facts/engine-settings.ts'
import { FactBook } from './facts/fact-book.ts'
import { createFactSource } from './facts/fact-source.ts'
import { purgeExecutions } from './purge-executions.ts'
import { namespaceFile, namespaceFiles } from './namespace-files.ts'

export interface PlatformDeps {
  readonly repository: Repository
  readonly secrets: Secrets
  readonly storage: Storage
  readonly plans: Plans
  readonly clock: Clock
  readonly settings: EngineSettings
  readonly http?: HttpClient
  resume(executionId: string): Promise<void>
  /** Resolves when the logs of this process are written. */
  readonly flushLogs: () => Promise<void>
}

const MAX_ROUNDS = 8
const LOG_PAGE = 500
/** A count that takes longer is a lower bound. */
const COUNT_BUDGET_MS = 30_000

export function createPlatform(deps: PlatformDeps): Platform {
  const { repository, secrets } = deps
  const platform: Platform = {
    kv: keyValues(deps),
    files: {
      uri: namespaceFile,
      list: (namespace) => namespaceFiles(deps.storage, namespace),
    },
    executions: {
      resume: (executionId) => deps.resume(executionId),
      count: async (filter) => (await repository.executions.total(filter, { budgetMs: COUNT_BUDGET_MS })).value,
      purge: (options) => purgeExecutions(deps, options),
    },
    logs: (filter) => logs(deps, filter),
    secret: (namespace, key) => secrets.get(namespace, key),
    errorLogs: async (executionId) => {
      await deps.flushLogs()
      return errorLogs(repository, executionId)
    },
    variables: (executionId, taskRunId) => variables(deps, platform, executionId, taskRunId),
  }
  return platform
}

function keyValues({ repository: { kv }, clock }: PlatformDeps): Platform['kv'] {
  return {
    get: async (namespace, key) => (await kv.get(namespace, key, clock.now()))?.value,
    set: async (namespace, key, value, options = {}) => {
      const now = clock.now()
      const { ttlMs, description } = options
      const entry = {
        key,
        value,
        now,
        ...(ttlMs === undefined ? {} : { expiresAt: now + ttlMs }),
        ...(description === undefined ? {} : { description }),
      }
      if (await kv.put(namespace, entry, options.overwrite === false ? 0 : undefined)) return
      throw new MillraceError('MR_KV_EXISTS', `The key "${key}" exists in the namespace "${namespace}".`)
    },
    list: async (namespace, prefix = '') => {
      const entries = await kv.list(namespace, clock.now())
      return entries.map((entry) => entry.key).filter((key) => key.startsWith(prefix))
    },
    remove: (namespace, key) => kv.remove(namespace, key),
  }
}

async function* logs({ repository, flushLogs }: PlatformDeps, filter: LogFilter): AsyncGenerator<LogEntry> {
  await flushLogs()
  yield* everyItem(LOG_PAGE, (request) => repository.logs.page(filter, request))
}

async function errorLogs(repository: Repository, executionId: ExecutionId): Promise<readonly LogEntry[]> {
  const page = await repository.logs.page({ executionId, minLevel: 'ERROR' }, { size: LOG_PAGE })
  return page.items
}

async function variables(
  deps: PlatformDeps,
  platform: Platform,
  executionId: ExecutionId,
  taskRunId: TaskRunId,
): Promise<JsonObject> {
  const [stored] = await deps.repository.entities.load([{ ref: { kind: 'execution', key: executionId }, parts: 'all' }])
  if (stored === undefined) throw new MillraceError('MR_EXECUTION_NOT_FOUND', `There is no execution "${executionId}".`)
  const { state } = decodeExecution(stored, 'all')
  const { namespace, flowId, flowRevision } = state.header
  const plan = await deps.plans.plan(namespace, flowId, flowRevision)
  if (plan === undefined)
    throw new MillraceError('MR_FLOW_NOT_FOUND', `The flow of the execution "${executionId}" does not exist.`)
  const book = new FactBook()
  const source = createFactSource({
    platform,
    storage: deps.storage,
    ...(deps.http === undefined ? {} : { http: deps.http }),
  })
  const { zone, globals, envs } = deps.settings
  const facts: EngineFacts = {
    now: deps.clock.now(),
    zone,
    globals,
    envs,
    seed: seedOf(executionId, taskRunId),
    lookup: book.lookup,
  }
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const found = allVariables({ plan, state, taskRunId, facts })
    if (found.kind === 'value') return found.variables
    if (found.kind === 'refused') throw new MillraceError(found.code, found.message)
    const needs = found.needs.flatMap((need) => (need.kind === 'fact' ? [need.need] : []))
    await Promise.all(needs.map(async (need) => book.put(need, await source.fetch(need, { namespace, executionId }))))
  }
  throw new MillraceError(
    'MR_INTERNAL',
    `The variables of ${taskRunId} still lacked something after ${MAX_ROUNDS} rounds.`,
  )
}
