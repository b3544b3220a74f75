// Writes the turns of many entities in one commit. With a conflict nothing was written: those that differ are decided
// again on what is stored, the others are written again at once.

import { MillraceError, type LogEntry, type MetricEntry } from '@millrace/model'
import type { Clock, Commit, Metrics, Receipt, Repository } from '@millrace/ports'
import type { Dispatch } from '../dispatch/dispatch.ts'
import { keyOfRef, type Entity } from './entity.ts'
import { asError } from './turn.ts'

/** Records that wait to be written; they go along with a commit where there is one. */
export interface PendingRecords {
  take(): { readonly logs: readonly LogEntry[]; readonly metrics: readonly MetricEntry[] } | undefined
  giveBack(records: { readonly logs: readonly LogEntry[]; readonly metrics: readonly MetricEntry[] }): void
}

export interface CommitterDeps {
  readonly repository: Repository
  readonly dispatch: Dispatch
  readonly clock: Clock
  readonly metrics: Metrics
  readonly records: PendingRecords
  /** Durable: outcomes are told, and the entity takes another turn. */
  committed(entity: Entity): void
  /** Somebody else wrote it: decided again after a pause. */
  conflicted(entity: Entity): void
  /** Whether it was written is unknown. */
  failed(entities: readonly Entity[], error: MillraceError): void
}

export class Committer {
  readonly #deps: CommitterDeps
  readonly #isJoined: boolean

  constructor(deps: CommitterDeps) {
    this.#deps = deps
    this.#isJoined = deps.repository.capabilities.joinedQueue
  }

  /** Never rejects. */
  async commit(entities: readonly Entity[]): Promise<void> {
    const { repository, clock, metrics, records } = this.#deps
    const taken = records.take()
    const startedAt = clock.now()
    try {
      const result = await repository.entities.commit(this.#commitOf(entities, taken))
      metrics.time('millrace_commit_seconds', (clock.now() - startedAt) / 1000)
      if (result.committed) return await this.#afterCommit(entities)
      if (taken !== undefined) records.giveBack(taken)
      return await this.#afterConflict(entities, result)
    } catch (error) {
      if (taken !== undefined) records.giveBack(taken)
      metrics.count('millrace_commits_failed_total')
      this.#deps.failed(entities, asError(error))
    }
  }

  #commitOf(entities: readonly Entity[], taken: Partial<Commit> | undefined): Commit {
    const changes = []
    const logs = [...(taken?.logs ?? [])]
    const publish = []
    const acknowledge: Receipt[] = []
    for (const { ref, version, sealed, applied } of entities) {
      if (sealed === undefined) continue
      changes.push({ ...sealed.change, ref, expectedVersion: version })
      logs.push(...sealed.logs)
      if (!this.#isJoined) continue
      publish.push(...this.#deps.dispatch.messagesOf(sealed.sends))
      for (const { item } of applied) if (item.receipt !== undefined) acknowledge.push(item.receipt)
    }
    return {
      changes,
      ...(publish.length === 0 ? {} : { publish }),
      ...(acknowledge.length === 0 ? {} : { acknowledge }),
      ...taken,
      ...(logs.length === 0 ? {} : { logs }),
    }
  }

  async #afterCommit(entities: readonly Entity[]): Promise<void> {
    const { dispatch, metrics, repository } = this.#deps
    metrics.count('millrace_commits_total')
    metrics.count('millrace_commit_entities_total', entities.length)
    const sends = entities.flatMap(({ sealed }) => (sealed === undefined ? [] : [sealed.sends]))
    for (const entity of entities) {
      entity.version += 1
      entity.conflicts = 0
    }
    const sending = dispatch.send(sends)
    if (sending !== undefined && (await sending)) {
      const owned = entities.filter(({ sealed }) => sealed?.change.owner !== undefined)
      const marks = owned.map(({ ref, version }) => ({ ref, version }))
      // A mark that stays is no harm: when this service ends, what is outstanding is looked up once more.
      if (marks.length > 0)
        await repository.entities
          .setOwner(marks, undefined)
          .catch(() => metrics.count('millrace_owner_marks_left_total'))
    }
    for (const entity of entities) this.#deps.committed(entity)
  }

  async #afterConflict(
    entities: readonly Entity[],
    result: Extract<Awaited<ReturnType<Repository['entities']['commit']>>, { committed: false }>,
  ): Promise<void> {
    this.#deps.metrics.count('millrace_commit_conflicts_total', result.conflicts.length)
    const conflicting = new Set(result.conflicts.map(keyOfRef))
    const lost = new Set(result.lost ?? [])
    const again: Entity[] = []
    for (const entity of entities) {
      const hasLost = lost.size > 0 && dropLost(entity, lost)
      if (hasLost || conflicting.has(entity.key)) this.#deps.conflicted(entity)
      else again.push(entity)
    }
    if (again.length === 0) return
    // Nobody named: the same write would not fare better.
    if (again.length === entities.length)
      this.#deps.failed(again, new MillraceError('MR_DATABASE_UNAVAILABLE', 'A commit was refused without a reason.'))
    else await this.commit(again)
  }
}

/** Deliveries that have passed to another consumer are handled there. */
function dropLost(entity: Entity, lost: ReadonlySet<Receipt>): boolean {
  const gone = entity.applied.filter(({ item }) => item.receipt !== undefined && lost.has(item.receipt))
  if (gone.length === 0) return false
  entity.applied = entity.applied.filter((applied) => !gone.includes(applied))
  for (const { item } of gone) item.settle({ kind: 'passed-on' })
  return true
}
