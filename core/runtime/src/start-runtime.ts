// Starts the loops of a process in the order in which they need each other, and stops them in reverse.

import { MillraceError, type ServiceId } from '@millrace/model'
import type { HttpClient, Platform } from '@millrace/ports'
import type { LocalWorker } from './dispatch/local-dispatch.ts'
import { createChanges, type Changes } from './executions/changes.ts'
import { createExecutions, type Executions } from './executions/executions.ts'
import { createCalls } from './executor/calls.ts'
import { consumeCommands } from './executor/consume-commands.ts'
import { createExecutionMachine } from './executor/execution-machine.ts'
import { ExecutionSubject } from './executor/execution-subject.ts'
import { createLane, type Lane } from './executor/lane.ts'
import type { Sealed, Subject } from './executor/subject.ts'
import { createFactSource, type FactSource } from './facts/fact-source.ts'
import { createInputReader } from './flows/inputs/input-reader.ts'
import { createHttpClient } from './http/client.ts'
import { createLiveness } from './liveness/liveness.ts'
import { createPlatform } from './platform.ts'
import { consumeRecords } from './records/indexer.ts'
import { createRecords, type Records } from './records/records.ts'
import { createRetention } from './retention.ts'
import { chooseDispatch, dispatchKind } from './dispatch/choose-dispatch.ts'
import type { Role, Runtime, RuntimeDeps } from './runtime.ts'
import { createSetAside, type SetAside } from './set-aside.ts'
import { createTimers, type Timers } from './timers/timers.ts'
import { LOG_LIMITS } from './worker/attempt-log.ts'
import { consumeAttempts, listenForGrants, listenForKills } from './worker/consume-attempts.ts'
import { createQueueReports, type QueueReports } from './worker/queue-reports.ts'
import { createLocalReports, type Reports } from './worker/reports.ts'
import { createWorker, type Worker } from './worker/worker.ts'

/** What the parts of one process share. */
interface Shared {
  readonly service: ServiceId
  readonly setAside: SetAside
  readonly records: Records
  readonly platform: Platform
  readonly http: HttpClient
  /** What is made after the parts that use it. */
  readonly late: { executions?: Executions }
  readonly facts: FactSource
  readonly changes: Changes
  readonly stopping: AbortController
}

/** Resolves when every loop runs; what dead services left is being recovered then. */
export async function createRuntime(deps: RuntimeDeps): Promise<Runtime> {
  await using starting = new AsyncDisposableStack()
  const shared = await createShared(deps, starting)
  const late: { timers?: Timers; worker?: Worker } = {}
  const lane = createExecutionLane(deps, shared, {
    worker: { offer: (messages) => late.worker?.offer(messages), cancel: (cancels) => late.worker?.cancel(cancels) },
    onDue: (dueAt) => late.timers?.told(dueAt),
  })
  starting.defer(async () => {
    shared.stopping.abort()
    await lane[Symbol.asyncDispose]()
  })
  await startConsumers(deps, shared, lane, starting)
  // Before the recovery, which hands attempts to it.
  const reports = createReports(deps, shared, lane)
  if (hasRole(deps, 'worker')) late.worker = createAttemptWorker(deps, shared, reports)
  starting.use(await startLiveness(deps, shared, lane))
  if (late.worker !== undefined) await feedWorker(deps, shared, { worker: late.worker, reports }, starting)
  if (hasRole(deps, 'scheduler')) late.timers = startTimers(deps, lane, starting)
  return runtimeOf(deps, shared, { lane, worker: late.worker, starting })
}

function hasRole({ options }: RuntimeDeps, role: Role): boolean {
  return options.roles.includes(role)
}

async function createShared(deps: RuntimeDeps, starting: AsyncDisposableStack): Promise<Shared> {
  const { repository, queue, clock, metrics, log, ids } = deps
  const service = ids.next() as ServiceId
  const records = createRecords({
    write: (batch) => repository.logs.append(batch.logs, batch.metrics),
    joinsCommits: dispatchKind(deps) === 'local',
    clock,
    metrics,
    log,
  })
  starting.use(records)
  const http = deps.http ?? createHttpClient({ deniesPrivate: false })
  const late: Shared['late'] = {}
  const platform = createPlatform({
    ...deps,
    http,
    flushLogs: () => records.flush(),
    resume: async (executionId) => {
      if (late.executions === undefined) throw new MillraceError('MR_SHUTTING_DOWN', 'The process is not ready yet.')
      await late.executions.resume(executionId)
    },
  })
  const changes = await createChanges({ queue, clock, log, service, isShared: repository.capabilities.isShared })
  starting.use(changes)
  return {
    service,
    records,
    platform,
    changes,
    setAside: createSetAside(deps),
    http,
    late,
    facts: createFactSource({ platform, storage: deps.storage, http }),
    stopping: new AbortController(),
  }
}

interface LaneLinks {
  readonly worker: LocalWorker
  readonly onDue: (dueAt: number) => void
}

function createExecutionLane(deps: RuntimeDeps, shared: Shared, { worker, onDue }: LaneLinks): Lane {
  const { service, setAside, records, facts, changes } = shared
  const dispatch = chooseDispatch(deps, { worker, service, signal: shared.stopping.signal })
  const machine = createExecutionMachine({
    ...deps,
    setAside,
    ownerOf: (pending, messages) => dispatch.ownerOf(pending, messages),
    repeatCancelMs: dispatch.repeatCancelMs,
  })
  const onCommitted = (subject: Subject, { change }: Sealed, version: number): void => {
    if (change.dueAt !== undefined) onDue(change.dueAt)
    for (const { dueAt } of change.parts) if (dueAt !== undefined) onDue(dueAt)
    if (subject instanceof ExecutionSubject) changes.committed(subject.state, version)
  }
  const { lane } = deps.options
  return createLane({
    ...deps,
    machines: [machine],
    dispatch,
    facts,
    records,
    name: service,
    onCommitted,
    ...(lane === undefined ? { options: {} } : { options: lane }),
  })
}

async function startConsumers(
  deps: RuntimeDeps,
  { setAside, facts }: Shared,
  lane: Lane,
  starting: AsyncDisposableStack,
): Promise<void> {
  const { queue, repository, metrics, log } = deps
  const calls = createCalls({ ...deps, lane, inputs: createInputReader({ ...deps, facts }) })
  if (hasRole(deps, 'executor')) starting.use(await consumeCommands({ queue, lane, calls, setAside, metrics, log }))
  if (hasRole(deps, 'indexer')) starting.use(await consumeRecords({ queue, logs: repository.logs, setAside }))
}

function createAttemptWorker(deps: RuntimeDeps, shared: Shared, reports: Reports): Worker {
  const { options } = deps
  return createWorker({
    ...deps,
    ...shared,
    runners: new Map(deps.runners.map((runner) => [runner.id, runner])),
    limits: { ...LOG_LIMITS, ...options.logLimits },
    stopGraceMs: options.stopGraceMs ?? 30_000,
    slots: options.slots,
    reports,
    ...(options.startedAfterMs === undefined ? {} : { startedAfterMs: options.startedAfterMs }),
    ...(options.repeatStartMs === undefined ? {} : { repeatStartMs: options.repeatStartMs }),
  })
}

/** A worker, and how it tells of its attempts. */
interface Feed {
  readonly worker: Worker
  readonly reports: Reports | QueueReports
}

function createReports(deps: RuntimeDeps, { records }: Shared, lane: Lane): Reports | QueueReports {
  const { queue, clock, log } = deps
  return dispatchKind(deps) === 'local'
    ? createLocalReports({ lane, clock, log })
    : createQueueReports({ queue, clock, log, records })
}

async function feedWorker(
  deps: RuntimeDeps,
  { setAside }: Shared,
  { worker, reports }: Feed,
  starting: AsyncDisposableStack,
): Promise<void> {
  const { queue, options } = deps
  const stop = (): Promise<void> => worker.stop({ graceMs: options.graceMs ?? 10_000 })
  if (dispatchKind(deps) === 'local') {
    starting.defer(stop)
    return
  }
  starting.use(await listenForKills({ queue, worker }))
  if ('answer' in reports) starting.use(await listenForGrants({ queue, reports }))
  const attempts = await consumeAttempts({ queue, worker, setAside, slots: options.slots })
  // The consumer waits for its handler, which waits for the attempts.
  starting.defer(async () => {
    attempts.pause()
    await Promise.all([stop(), attempts[Symbol.asyncDispose]()])
  })
}

function startLiveness(deps: RuntimeDeps, { service }: Shared, lane: Lane): Promise<AsyncDisposable> {
  const { repository, clock, metrics, log, options, host } = deps
  return createLiveness({
    repository,
    clock,
    metrics,
    log,
    service: { id: service, roles: options.roles, host },
    ...(hasRole(deps, 'executor') ? { lane } : {}),
    ...(options.liveness === undefined ? {} : { options: options.liveness }),
  })
}

function startTimers(deps: RuntimeDeps, lane: Lane, starting: AsyncDisposableStack): Timers {
  const { repository, clock, metrics, log, options } = deps
  const timers = createTimers({
    entities: repository.entities,
    lane,
    clock,
    metrics,
    log,
    ...(options.timers === undefined ? {} : { options: options.timers }),
  })
  starting.use(timers)
  if (options.keepExecutionsMs !== undefined)
    starting.use(createRetention({ ...deps, keepMs: options.keepExecutionsMs }))
  return timers
}

function runtimeOf(
  deps: RuntimeDeps,
  shared: Shared,
  given: { readonly lane: Lane; readonly worker: Worker | undefined; readonly starting: AsyncDisposableStack },
): Runtime {
  const { lane, worker, starting } = given
  const attemptsWaiting = (): number => worker?.waiting ?? 0
  const { intake } = deps.options
  const executions = createExecutions({
    ...deps,
    lane,
    changes: shared.changes,
    attemptsWaiting,
    ...(intake === undefined ? {} : { limits: intake }),
  })
  shared.late.executions = executions
  starting.defer(() => executions.close())
  const running = starting.move()
  const { service, platform, setAside } = shared
  return {
    service,
    platform,
    setAside,
    executions,
    load: () => ({
      commandsWaiting: lane.waiting,
      attemptsWaiting: attemptsWaiting(),
      slotsInUse: worker?.slotsInUse ?? 0,
    }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
