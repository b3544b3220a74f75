// Fetches what entities lack: parts in one load for all, facts each by itself. Entities that miss nothing never wait here.

import { messageOf, MillraceError } from '@millrace/model'
import type { PartSelection, Repository, StoredEntity } from '@millrace/ports'
import type { ExecutionId } from '@millrace/model'
import type { FactSource } from '../facts/fact-source.ts'
import type { Log } from '../log.ts'
import type { Entity } from './entity.ts'
import type { Machine } from './subject.ts'
import { asError } from './turn.ts'

export interface FetcherDeps {
  readonly repository: Repository
  readonly facts: FactSource
  readonly machines: ReadonlyMap<string, Machine>
  /** Whatever a commit asks for leaves with it. */
  readonly sendsWithCommit: boolean
  /** This lane, as owners of entities are called. */
  readonly name: string
  readonly log: Log
  /** What is wanted is there, or will not come: the entity takes another turn. */
  ready(entity: Entity): void
  /** The entity is loaded again after a pause. */
  wait(entity: Entity, pauseMs: number): void
  /** The service that was asked is unavailable: the entity is tried again later. */
  later(entities: readonly Entity[], error: MillraceError): void
}

const OWNER_PAUSE_MS = 50
const MAX_WAITS = 6

export class Fetcher {
  readonly #deps: FetcherDeps

  constructor(deps: FetcherDeps) {
    this.#deps = deps
  }

  /** Never rejects. */
  async fetch(entities: readonly Entity[]): Promise<void> {
    const slow = entities.filter(({ wants }) => (wants?.facts.length ?? 0) > 0)
    const fast = entities.filter(({ wants }) => (wants?.facts.length ?? 0) === 0)
    await Promise.all([this.#load(fast), ...slow.map((entity) => this.#fetchFacts(entity))])
  }

  async #fetchFacts(entity: Entity): Promise<void> {
    const { subject, wants } = entity
    if (subject === undefined || wants === undefined) return this.#load([entity])
    const { namespace } = subject
    try {
      const scope = { namespace, executionId: entity.ref.key as ExecutionId }
      await Promise.all(
        wants.facts.map(async (need) => entity.facts.put(need, await this.#deps.facts.fetch(need, scope))),
      )
    } catch (error) {
      return this.#deps.later([entity], asError(error))
    }
    return this.#load([entity])
  }

  async #load(entities: readonly Entity[]): Promise<void> {
    const loading: { entity: Entity; parts: PartSelection }[] = []
    for (const entity of entities) {
      const parts = entity.wants?.parts
      entity.wants = undefined
      if (parts === undefined) this.#deps.ready(entity)
      else loading.push({ entity, parts })
      if (parts !== undefined) entity.cover()
    }
    if (loading.length === 0) return
    try {
      const stored = await this.#deps.repository.entities.load(
        loading.map(({ entity, parts }) => ({ ref: entity.ref, parts })),
      )
      await Promise.all(loading.map(({ entity, parts }, index) => this.#install(entity, stored[index], parts)))
    } catch (error) {
      this.#deps.later(
        loading.map(({ entity }) => entity),
        asError(error),
      )
    }
  }

  async #install(entity: Entity, stored: StoredEntity | undefined, parts: PartSelection): Promise<void> {
    if (stored === undefined) this.#missing(entity)
    else if (this.#isSentElsewhere(entity, stored)) return this.#deps.wait(entity, OWNER_PAUSE_MS)
    else if (entity.subject === undefined) await this.#restore(entity, stored, parts)
    else if (stored.version === entity.version) this.#merge(entity, stored, parts)
    else entity.evict()
    this.#deps.ready(entity)
  }

  /** There is none: a command that makes it may, the others name nothing that exists. Later ones ask again. */
  #missing(entity: Entity): void {
    entity.evict()
    entity.unsureSince = undefined
    const machine = this.#deps.machines.get(entity.ref.kind)
    const asked = entity.inbox.filter((item) => item.isCovered)
    const later = entity.inbox.filter((item) => !item.isCovered)
    const maker = asked.findIndex(({ command }) => machine?.create(command) !== undefined)
    entity.mustLoad = maker < 0 && later.length > 0
    entity.inbox = maker < 0 ? later : [...asked.slice(maker), ...later]
    for (const item of maker < 0 ? asked : asked.slice(0, maker)) item.settle({ kind: 'missing' })
  }

  /** Another executor has not sent yet what its last commit asked for. It is given a moment; then it counts as dead. */
  #isSentElsewhere(entity: Entity, { owner }: StoredEntity): boolean {
    const { sendsWithCommit, name, repository } = this.#deps
    if (entity.subject !== undefined || sendsWithCommit || !repository.capabilities.isShared) return false
    if (owner === undefined || owner === name || entity.waits >= MAX_WAITS) return false
    if (entity.inbox.some(({ command }) => command.kind === 'recover')) return false
    entity.waits += 1
    return true
  }

  async #restore(entity: Entity, stored: StoredEntity, parts: PartSelection): Promise<void> {
    const machine = this.#deps.machines.get(entity.ref.kind)
    if (machine === undefined) return
    try {
      entity.subject = await machine.restore(stored, parts)
      entity.version = stored.version
      entity.mustLoad = false
      entity.waits = 0
      this.#makeSure(entity, stored)
    } catch (error) {
      await this.#unreadable(entity, stored, asError(error))
    }
  }

  /**
   * Sends again what is outstanding where nobody else will: a commit that was taken for failed has happened, or this lane
   * takes the entity over from a service that owed messages of it.
   */
  #makeSure(entity: Entity, { owner, version }: StoredEntity): void {
    const { unsureSince } = entity
    entity.unsureSince = undefined
    if (this.#deps.sendsWithCommit) return
    const hasHappened = unsureSince !== undefined && version > unsureSince
    const isTakenOver = owner !== undefined && owner !== this.#deps.name
    if (!hasHappened && !isTakenOver) return
    entity.inbox.unshift({
      command: { kind: 'recover' },
      patience: Number.POSITIVE_INFINITY,
      tries: 0,
      isCovered: true,
      settle: () => {},
    })
  }

  #merge(entity: Entity, stored: StoredEntity, parts: PartSelection): void {
    try {
      entity.subject?.merge(stored, parts)
    } catch (error) {
      this.#fail(entity, asError(error))
    }
  }

  async #unreadable(entity: Entity, stored: StoredEntity, error: MillraceError): Promise<void> {
    if (error.kind === 'unavailable') throw error
    this.#fail(entity, error)
    if (error.code !== 'MR_EXECUTION_CORRUPT') return
    await this.#deps.machines
      .get(entity.ref.kind)
      ?.quarantine(stored, error)
      .catch((cause: unknown) => {
        this.#deps.log.error(
          { entity: entity.key, error: messageOf(cause) },
          'A corrupt entity could not be set aside.',
        )
      })
  }

  #fail(entity: Entity, error: MillraceError): void {
    entity.evict()
    entity.unsureSince = undefined
    const { inbox } = entity
    entity.inbox = []
    for (const item of inbox) item.settle({ kind: 'failed', error })
  }
}
