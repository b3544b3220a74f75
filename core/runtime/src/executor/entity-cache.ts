// The entities of a lane: those at work, and the last used ones with their state, up to a bound.

import type { EntityRef } from '@millrace/ports'
import { Entity, keyOfRef } from './entity.ts'

export class EntityCache {
  readonly #entities = new Map<string, Entity>()
  readonly #maxWeight: number
  readonly #weights = new Map<string, number>()
  #weight = 0

  /** `maxWeight`: how much state is kept, in task runs. */
  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight
  }

  find(ref: EntityRef): Entity | undefined {
    return this.#entities.get(keyOfRef(ref))
  }

  use(ref: EntityRef): Entity {
    const key = keyOfRef(ref)
    const known = this.#entities.get(key)
    if (known !== undefined) return known
    const entity = new Entity(ref, key)
    this.#entities.set(key, entity)
    return entity
  }

  /** An entity went idle: it is the last used one now, or is forgotten when nothing is to be done for it. */
  rest(entity: Entity): void {
    this.#forget(entity)
    if (entity.subject === undefined || !entity.subject.isLive) return
    this.#entities.set(entity.key, entity)
    this.#weights.set(entity.key, entity.subject.weight)
    this.#weight += entity.subject.weight
    if (this.#weight > this.#maxWeight) this.#trim()
  }

  #forget(entity: Entity): void {
    this.#entities.delete(entity.key)
    this.#weight -= this.#weights.get(entity.key) ?? 0
    this.#weights.delete(entity.key)
  }

  #trim(): void {
    for (const key of this.#weights.keys()) {
      if (this.#weight <= this.#maxWeight) return
      const oldest = this.#entities.get(key)
      if (oldest !== undefined && oldest.phase === 'idle') this.#forget(oldest)
    }
  }
}
