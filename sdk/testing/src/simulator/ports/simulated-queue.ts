// The queue as one process sees it. What a consumer holds when its process dies, stands still too long or is taken its
// share away comes again elsewhere, whatever its handler still does.

import type { ConsumeOptions, Consumer, Delivery, Handler, Queue, Receipt } from '@millrace/ports'
import type { Held, MessageGroup } from '../store/message-board.ts'
import type { SimulatedProcess } from '../world/process.ts'
import type { World } from '../world/world.ts'

/** What a receipt of this queue stands for. */
export function heldBy(receipt: Receipt): Held {
  return receipt as unknown as Held
}

export function openSimulatedQueue(world: World, process: SimulatedProcess): Queue {
  const { store, timeline, hub } = world
  return {
    publish: (messages) =>
      process.call(`publishes ${messages.map(({ topic, key }) => `${topic}/${key}`).join()}`, 'write', () =>
        store.board.publish(messages, timeline.now),
      ),
    consume: (topic, options, handler) =>
      process.call(`consumes ${topic}`, 'read', () =>
        hub.join(
          new SimulatedConsumer(world, process, {
            group: store.board.group(topic, options.group, timeline.now),
            options,
            handler,
          }),
        ),
      ),
    broadcast: (channel, body) => process.call(`broadcasts on ${channel}`, 'read', () => hub.broadcast(channel, body)),
    listen: (channel, listener) =>
      process.call(`listens to ${channel}`, 'read', () => hub.listen(process, channel, listener)),
    depth: (topic, group) =>
      process.call('asks for a depth', 'read', () => store.board.group(topic, group, timeline.now).messages.size),
  }
}

interface Share {
  readonly group: MessageGroup
  readonly options: ConsumeOptions
  readonly handler: Handler
}

export class SimulatedConsumer implements Consumer {
  readonly process: SimulatedProcess
  readonly group: MessageGroup
  readonly #world: World
  readonly #share: Share
  readonly #claims = new Set<object>()
  #inFlight = 0
  #isPaused = false
  #isStopped = false
  #onIdle: (() => void)[] = []

  constructor(world: World, process: SimulatedProcess, share: Share) {
    this.#world = world
    this.process = process
    this.#share = share
    this.group = share.group
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.group.onFree()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve))
    this.#world.hub.leave(this)
  }

  /** Takes what it has room for; true when it took something. */
  take(): boolean {
    const { options } = this.#share
    const room = Math.min(options.batchSize, (options.inFlight ?? options.batchSize) - this.#inFlight)
    if (this.#isPaused || this.#isStopped || !this.process.isAlive || this.process.isPaused || room <= 0) return false
    const token = {}
    const held = this.group.claim(room, this.#world.timeline.now, token)
    if (held.length === 0) return false
    this.#claims.add(token)
    this.#inFlight += held.length
    this.process.plan(0, () => void this.#handle(held, token))
    return true
  }

  /** All that it holds passes to others, at once. */
  loseShare(): void {
    for (const token of this.#claims) this.group.release(token)
  }

  async #handle(held: readonly Held[], token: object): Promise<void> {
    this.#world.log.add(
      this.process.id,
      `handles ${held.map(({ message }) => `${message.topic}/${message.key}`).join()}`,
    )
    const isHandled = await this.#share.handler(held.map(deliveryOf)).then(
      () => true,
      () => false,
    )
    await this.#settle(held, token, isHandled)
    this.#claims.delete(token)
    this.#inFlight -= held.length
    this.group.onFree()
    if (this.#inFlight > 0) return
    for (const idle of this.#onIdle.splice(0)) idle()
  }

  // What cannot be acknowledged stays leased until the lease ends, and then comes again.
  async #settle(held: readonly Held[], token: object, isHandled: boolean): Promise<void> {
    const { timeline, faults } = this.#world
    const settling = this.process.call(isHandled ? 'acknowledges' : 'gives back', 'write', () => {
      if (isHandled) for (const each of held) this.group.acknowledge(each)
      this.group.release(token, isHandled ? undefined : timeline.now)
    })
    await settling.catch(() => timeline.plan(faults.plan.leaseMs, () => this.group.release(token)))
  }
}

function deliveryOf(held: Held): Delivery {
  const { topic, key, body, deliveries, publishedAt } = held.message
  return { topic, key, body, deliveries, publishedAt, receipt: held as unknown as Receipt }
}
