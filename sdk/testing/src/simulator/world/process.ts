// One process of the simulated cluster, from its start to its death: its clock, its timers and its calls of the outside.
// What is planned for a dead process never happens; what it had asked for may happen still.

import { MillraceError, sortableId, type ServiceId } from '@millrace/model'
import type { Clock, Ids } from '@millrace/ports'
import type { World } from './world.ts'
import { Random } from './random.ts'

/** Which faults a call can meet. */
export type CallKind = 'read' | 'write'

export class SimulatedProcess {
  readonly id: ServiceId
  readonly clock: Clock
  readonly ids: Ids
  /** What must end with it. */
  readonly onDeath: (() => void)[] = []
  readonly #world: World
  #isAlive = true
  #pausedUntil = 0
  readonly #deferred: (() => void)[] = []
  #clockOffset = 0

  constructor(world: World, name: string) {
    this.#world = world
    const random = new Random(world.seed, `ids of ${name}`)
    this.ids = { next: () => sortableId(this.clock.now(), () => Math.floor(random.next() * 2 ** 41)) }
    this.clock = {
      now: () => Math.floor(world.timeline.now + this.#clockOffset),
      after: (delayMs, action) => this.plan(delayMs, action),
    }
    this.id = name as ServiceId
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** It stands still at the moment. */
  get isPaused(): boolean {
    return this.#pausedUntil > this.#world.timeline.now
  }

  /** Something that this process will do, unless it is dead by then. */
  plan(delayMs: number, action: () => void): () => void {
    return this.#world.timeline.plan(delayMs, () => this.#perform(action))
  }

  #perform(action: () => void): void {
    if (!this.#isAlive) return
    if (this.isPaused) this.#deferred.push(action)
    else action()
  }

  /** What came while it stood still happens now, in the order in which it came. */
  #goOn(): void {
    if (this.isPaused) return
    for (const action of this.#deferred.splice(0)) this.plan(0, action)
    this.#world.hub.wakeAll()
  }

  /** Asks the outside for `effect`. The promise of a process that dies meanwhile never settles. */
  call<T>(what: string, kind: CallKind, effect: () => T): Promise<T> {
    const world = this.#world
    return new Promise((resolve, reject) => {
      if (!this.#isAlive || this.#diesHere(`before ${what}`)) return
      const fault = world.faults.drawCall(kind)
      world.timeline.plan(fault.latencyMs, () => {
        // A request on its way may arrive although its sender is dead.
        if (!this.#isAlive && !world.faults.arrivesFromTheDead()) return
        if (fault.outcome === 'unavailable') {
          this.plan(0, () => reject(unavailable(what)))
          return
        }
        const value = effect()
        if (kind === 'write') world.log.add(this.id, what)
        if (this.#isAlive && this.#diesHere(`after ${what}`)) return
        if (fault.outcome === 'unknown') this.plan(0, () => reject(unavailable(what)))
        else this.#reply(fault.replyMs, () => resolve(value))
      })
    })
  }

  #reply(delayMs: number, reply: () => void): void {
    if (delayMs > 0 || this.isPaused) this.plan(delayMs, reply)
    else if (this.#isAlive) reply()
  }

  #diesHere(where: string): boolean {
    if (!this.#world.faults.drawCrash()) return false
    this.#world.log.add(this.id, `crashes ${where}`)
    this.die()
    return true
  }

  die(): void {
    if (!this.#isAlive) return
    this.#isAlive = false
    for (const tell of this.onDeath.splice(0)) tell()
  }

  pause(durationMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#world.timeline.now + durationMs)
    this.#world.timeline.plan(durationMs, () => this.#goOn())
  }

  jump(byMs: number): void {
    this.#clockOffset += byMs
  }

  heal(): void {
    this.#clockOffset = 0
    this.#pausedUntil = 0
    this.#goOn()
  }
}

function unavailable(what: string): MillraceError {
  return new MillraceError('MR_DATABASE_UNAVAILABLE', `Simulated: ${what} failed.`)
}
