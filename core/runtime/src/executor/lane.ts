// One executor loop: commands are gathered by entity, decided in batches and committed together. Invariant: an entity is
// in at most one batch at a time, and nothing is told or sent before its commit.

import { MillraceError } from '@millrace/model'
import type { Clock, EntityRef, Metrics, Repository } from '@millrace/ports'
import type { Dispatch } from '../dispatch/dispatch.ts'
import type { FactSource } from '../facts/fact-source.ts'
import type { Log } from '../log.ts'
import { Committer, type PendingRecords } from './committer.ts'
import { EntityCache } from './entity-cache.ts'
import type { Entity, Item } from './entity.ts'
import { Fetcher } from './fetcher.ts'
import type { Outcome } from './outcome.ts'
import { seedOf } from './seed.ts'
import type { LaneCommand, Machine, Sealed, Subject } from './subject.ts'
import { takeTurn } from './turn.ts'

export interface PostOptions {
  readonly receipt?: Item['receipt']
  /** How often the command is tried when the repository fails or conflicts; for ever unless told. */
  readonly patience?: number
}

export interface Lane extends AsyncDisposable {
  /** Resolves when the command is durable, refused or given up; never rejects. */
  submit(ref: EntityRef, command: LaneCommand, options?: PostOptions): Promise<Outcome>
  /** As `submit`, without a promise: `settle` is called when it is. */
  post(ref: EntityRef, command: LaneCommand, settle: (outcome: Outcome) => void, options?: PostOptions): void
  /** The committed state in memory; undefined when it is not there, a commit is under way, or others may have written since. */
  peek(ref: EntityRef): Subject | undefined
  /** Whether something is still to be done for it here: its next commit will be told. */
  holds(ref: EntityRef): boolean
  /** Throws MR_COMMAND_UNKNOWN. */
  decode(ref: EntityRef, command: unknown): LaneCommand
  /** Commands that are not settled. */
  readonly waiting: number
}

export interface LaneDeps {
  readonly repository: Repository
  readonly machines: readonly Machine[]
  readonly dispatch: Dispatch
  readonly facts: FactSource
  readonly records: PendingRecords
  readonly clock: Clock
  readonly metrics: Metrics
  readonly log: Log
  /** The owner of entities whose messages this lane sends; in jitter too. */
  readonly name: string
  /** Is told of each commit, before the outcomes; `version` is the one written. */
  onCommitted(subject: Subject, sealed: Sealed, version: number): void
  readonly options?: Partial<LaneOptions>
}

export interface LaneOptions {
  /** Entities in one commit. Default 256. */
  readonly batchSize: number
  /** Commits under way at once. Default 2. */
  readonly maxCommits: number
  /** State kept in memory, in task runs. Default 200,000. */
  readonly cacheWeight: number
}

const DEFAULTS: LaneOptions = { batchSize: 256, maxCommits: 2, cacheWeight: 200_000 }
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 5_000

export function createLane(deps: LaneDeps): Lane {
  return new ExecutorLane(deps)
}

class ExecutorLane implements Lane {
  readonly #deps: LaneDeps
  readonly #options: LaneOptions
  /** Other executors may write what is cached here. */
  readonly #isShared: boolean
  readonly #machines: ReadonlyMap<string, Machine>
  readonly #entities: EntityCache
  readonly #committer: Committer
  readonly #fetcher: Fetcher
  #ready: Entity[] = []
  #commits = 0
  #waiting = 0
  #failures = 0
  #isScheduled = false
  #isStopped = false
  #onDrained: (() => void)[] = []

  constructor(deps: LaneDeps) {
    this.#deps = deps
    this.#options = { ...DEFAULTS, ...deps.options }
    this.#isShared = deps.repository.capabilities.isShared
    this.#machines = new Map(deps.machines.map((machine) => [machine.kind, machine]))
    this.#entities = new EntityCache(this.#options.cacheWeight)
    this.#committer = new Committer({
      ...deps,
      committed: (entity) => this.#committed(entity),
      conflicted: (entity) => this.#retry([entity], undefined),
      failed: (entities, error) => this.#doubt(entities, error),
    })
    this.#fetcher = new Fetcher({
      ...deps,
      machines: this.#machines,
      sendsWithCommit: deps.dispatch.sendsWithCommit,
      ready: (entity) => this.#continue(entity),
      wait: (entity, pauseMs) => void deps.clock.after(pauseMs, () => this.#enqueue(entity)),
      later: (entities, error) => this.#retry(entities, error),
    })
  }

  get waiting(): number {
    return this.#waiting
  }

  submit(ref: EntityRef, command: LaneCommand, options?: PostOptions): Promise<Outcome> {
    return new Promise((resolve) => this.post(ref, command, resolve, options))
  }

  post(ref: EntityRef, command: LaneCommand, settle: (outcome: Outcome) => void, options: PostOptions = {}): void {
    if (this.#isStopped) {
      settle({ kind: 'failed', error: new MillraceError('MR_SHUTTING_DOWN', 'The executor is stopping.') })
      return
    }
    if (!this.#machines.has(ref.kind)) {
      settle({ kind: 'missing' })
      return
    }
    this.#waiting += 1
    const entity = this.#entities.use(ref)
    const { receipt, patience = Number.POSITIVE_INFINITY } = options
    const told = (outcome: Outcome): void => this.#settle(settle, outcome)
    entity.inbox.push(
      receipt === undefined
        ? { command, patience, tries: 0, isCovered: false, settle: told }
        : { command, receipt, patience, tries: 0, isCovered: false, settle: told },
    )
    if (entity.phase === 'idle') this.#enqueue(entity)
  }

  peek(ref: EntityRef): Subject | undefined {
    if (this.#isShared) return undefined
    const entity = this.#entities.find(ref)
    return entity?.phase === 'idle' ? entity.subject : undefined
  }

  holds(ref: EntityRef): boolean {
    const entity = this.#entities.find(ref)
    return entity?.subject !== undefined && (entity.phase !== 'idle' || entity.subject.isLive)
  }

  decode(ref: EntityRef, command: unknown): LaneCommand {
    const machine = this.#machines.get(ref.kind)
    if (machine === undefined)
      throw new MillraceError('MR_COMMAND_UNKNOWN', `There is no kind of entity "${ref.kind}".`)
    return machine.decode(command)
  }

  /** Waits until nothing waits; what the repository keeps refusing is given up. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    if (this.#waiting === 0) return
    await new Promise<void>((resolve) => this.#onDrained.push(resolve))
  }

  #settle(settle: (outcome: Outcome) => void, outcome: Outcome): void {
    this.#waiting -= 1
    settle(outcome)
    if (this.#waiting > 0 || !this.#isStopped) return
    for (const drained of this.#onDrained.splice(0)) drained()
  }

  #enqueue(entity: Entity): void {
    entity.phase = 'ready'
    this.#ready.push(entity)
    this.#schedule()
  }

  // One turn of the event loop gathers what arrives in it, so that it shares a commit.
  #schedule(): void {
    if (this.#isScheduled || this.#commits >= this.#options.maxCommits) return
    this.#isScheduled = true
    this.#deps.clock.after(0, () => {
      this.#isScheduled = false
      this.#pump()
    })
  }

  #pump(): void {
    if (this.#ready.length === 0 || this.#commits >= this.#options.maxCommits) return
    const { batchSize } = this.#options
    const batch = this.#ready.length <= batchSize ? this.#ready : this.#ready.slice(0, batchSize)
    this.#ready = this.#ready.length <= batchSize ? [] : this.#ready.slice(batchSize)
    const toCommit: Entity[] = []
    const toFetch: Entity[] = []
    for (const entity of batch) this.#turn(entity, toCommit, toFetch)
    if (toFetch.length > 0) void this.#fetcher.fetch(toFetch)
    if (toCommit.length > 0) void this.#commit(toCommit)
    if (this.#ready.length > 0) this.#schedule()
  }

  #turn(entity: Entity, toCommit: Entity[], toFetch: Entity[]): void {
    entity.phase = 'busy'
    const machine = this.#machines.get(entity.ref.kind)
    const end = machine === undefined ? 'rest' : takeTurn(entity, machine)
    if (end === 'commit') toCommit.push(entity)
    else if (end === 'fetch') toFetch.push(entity)
    else if (this.#isShared && entity.mayBeStale) toFetch.push(again(entity))
    else this.#finishTurn(entity)
  }

  async #commit(entities: readonly Entity[]): Promise<void> {
    this.#commits += 1
    await this.#committer.commit(entities)
    this.#commits -= 1
    if (this.#ready.length > 0) this.#schedule()
  }

  #committed(entity: Entity): void {
    this.#failures = 0
    const { subject, sealed, version } = entity
    entity.sealed = undefined
    subject?.committed()
    if (subject !== undefined && sealed !== undefined) this.#deps.onCommitted(subject, sealed, version)
    this.#finishTurn(entity)
  }

  #finishTurn(entity: Entity): void {
    const { applied } = entity
    entity.applied = []
    entity.facts.clear()
    for (const { item, outcome } of applied) item.settle(outcome)
    this.#continue(entity)
  }

  #continue(entity: Entity): void {
    const isUnsure = entity.unsureSince !== undefined && !this.#isStopped
    if (entity.inbox.length > 0 || entity.applied.length > 0 || isUnsure) {
      this.#enqueue(entity)
      return
    }
    entity.phase = 'idle'
    this.#entities.rest(entity)
  }

  #doubt(entities: readonly Entity[], error: MillraceError): void {
    if (!this.#deps.dispatch.sendsWithCommit) for (const entity of entities) entity.unsureSince ??= entity.version
    this.#retry(entities, error)
  }

  /** Decides again on what is stored, after a pause. Commands whose patience has run out are given up. */
  #retry(entities: readonly Entity[], error: MillraceError | undefined): void {
    if (error !== undefined) this.#failures += 1
    for (const entity of entities) {
      entity.evict()
      entity.conflicts += 1
      this.#dropImpatient(entity, error)
      const pauseMs = this.#pauseOf(entity, error === undefined ? entity.conflicts - 1 : this.#failures)
      this.#deps.clock.after(pauseMs, () => this.#continue(entity))
    }
    if (error !== undefined)
      this.#deps.log.warn(
        { code: error.code, error: error.message, entities: entities.length },
        'A commit or a load failed and is tried again.',
      )
  }

  #dropImpatient(entity: Entity, cause: MillraceError | undefined): void {
    const given = this.#isStopped && cause !== undefined
    const dropped = entity.inbox.filter((item) => (item.tries += 1) >= item.patience || given)
    if (dropped.length === 0) return
    entity.inbox = entity.inbox.filter((item) => !dropped.includes(item))
    const error =
      cause ?? new MillraceError('MR_DATABASE_UNAVAILABLE', 'The execution was changed by others again and again.')
    for (const item of dropped) item.settle({ kind: 'failed', error })
  }

  #pauseOf(entity: Entity, times: number): number {
    if (times <= 0) return 0
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(times, 10))
    const jitter = seedOf(entity.key, `${this.#deps.name}/${times}`) / 2 ** 32
    return Math.ceil(longest * (0.5 + jitter / 2))
  }
}

/** A command that changed nothing leaves no commit to find out that the cache was old: it is decided on a fresh state. */
function again(entity: Entity): Entity {
  entity.evict()
  entity.wants = { facts: [], parts: 'none' }
  return entity
}
