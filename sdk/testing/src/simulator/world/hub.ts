// Who consumes and who listens at the moment: the volatile half of the queue.

import type { SimulatedConsumer } from '../ports/simulated-queue.ts'
import type { MessageGroup } from '../store/message-board.ts'
import type { SimulatedProcess } from './process.ts'
import { Random } from './random.ts'
import type { World } from './world.ts'

interface Listening {
  readonly process: SimulatedProcess
  readonly channel: string
  readonly listener: (body: string) => void
}

export class Hub {
  readonly #world: World
  readonly #random: Random
  readonly #consumers = new Set<SimulatedConsumer>()
  readonly #listening = new Set<Listening>()
  readonly #planned = new Map<MessageGroup, number>()

  constructor(world: World) {
    this.#world = world
    this.#random = new Random(world.seed, 'who takes what')
  }

  join(consumer: SimulatedConsumer): SimulatedConsumer {
    const { group, process } = consumer
    this.#consumers.add(consumer)
    group.onFree = () => this.#wake(group, 0)
    process.onDeath.push(() => this.#bury(consumer))
    group.onFree()
    return consumer
  }

  leave(consumer: SimulatedConsumer): void {
    this.#consumers.delete(consumer)
    consumer.loseShare()
  }

  listen(process: SimulatedProcess, channel: string, listener: (body: string) => void): AsyncDisposable {
    const entry = { process, channel, listener }
    this.#listening.add(entry)
    process.onDeath.push(() => this.#listening.delete(entry))
    return { [Symbol.asyncDispose]: async () => void this.#listening.delete(entry) }
  }

  broadcast(channel: string, body: string): void {
    const { faults } = this.#world
    for (const { process, channel: own, listener } of this.#listening) {
      if (own !== channel || faults.losesBroadcast()) continue
      const { copies, delayMs } = faults.drawMessage()
      for (let copy = 0; copy < copies; copy += 1) process.plan(delayMs, () => listener(body))
    }
  }

  /** Somebody can take messages again. */
  wakeAll(): void {
    for (const group of this.#world.store.board.groups) group.onFree()
  }

  /** Somebody loses what it holds, though it is alive. */
  rebalance(): void {
    const consumers = [...this.#consumers]
    const unlucky = consumers[this.#random.between(0, consumers.length - 1)]
    if (unlucky === undefined) return
    this.#world.log.add(unlucky.process.id, `loses its share of ${unlucky.group.topic}`)
    unlucky.loseShare()
  }

  /** A process stands still: others get what it holds, if it stays so beyond the lease. */
  expire(process: SimulatedProcess, afterMs: number): void {
    this.#world.timeline.plan(afterMs, () => {
      if (process.isAlive && !process.isPaused) return
      for (const consumer of this.#consumers) if (consumer.process === process) consumer.loseShare()
    })
  }

  #bury(consumer: SimulatedConsumer): void {
    this.#world.timeline.plan(this.#world.faults.plan.leaseMs, () => this.leave(consumer))
  }

  /** Plans that the consumers of a group look, unless they will by then. */
  #wake(group: MessageGroup, delayMs: number): void {
    const { timeline } = this.#world
    const at = timeline.now + delayMs
    const planned = this.#planned.get(group)
    if (planned !== undefined && planned <= at) return
    this.#planned.set(group, at)
    timeline.plan(delayMs, () => {
      if (this.#planned.get(group) !== at) return
      this.#planned.delete(group)
      this.#deal(group)
    })
  }

  #deal(group: MessageGroup): void {
    let takers = [...this.#consumers].filter((consumer) => consumer.group === group)
    while (takers.length > 0) {
      const index = this.#random.between(0, takers.length - 1)
      const taker = takers[index]
      if (taker?.take() !== true) takers = takers.filter((other) => other !== taker)
    }
    const next = group.nextAvailableAt(this.#world.timeline.now)
    if (next !== undefined) this.#wake(group, next - this.#world.timeline.now)
  }
}
