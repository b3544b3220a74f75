// Queue over a store in memory. Consumers are woken by what changes, never by polling, so that a virtual clock that
// runs out of timers means that nothing is left to do.

import {
  LeasedConsumer,
  type AdapterHost,
  type Claim,
  type ConsumeOptions,
  type Consumer,
  type Delivery,
  type Handler,
  type Lessor,
  type Message,
  type Queue,
  type Receipt,
} from '@millrace/sdk-adapter'
import type { Group, HeldMessage, StoredMessage } from './messages.ts'
import type { MemoryStore } from './store.ts'

interface Settings {
  readonly store: MemoryStore
  readonly host: AdapterHost
  readonly leaseMs: number
}

/** The message that a receipt of this adapter stands for. */
export function heldBy(receipt: Receipt): HeldMessage {
  return receipt as unknown as HeldMessage
}

export class MemoryQueue implements Queue, AsyncDisposable {
  readonly #settings: Settings
  readonly #consumers = new Set<Consumer>()
  readonly #listeners = new Set<AsyncDisposable>()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  async publish(messages: readonly Message[]): Promise<void> {
    this.#settings.store.messages.publish(messages, this.#settings.host.clock.now())
  }

  async consume(topic: string, options: ConsumeOptions, handler: Handler): Promise<Consumer> {
    const { store, host, leaseMs } = this.#settings
    const group = store.messages.group(topic, options.group, host.clock.now())
    const lessor = new MemoryLessor(this.#settings, group)
    const consumer: LeasedConsumer = new LeasedConsumer({
      clock: host.clock,
      lessor,
      options,
      handler,
      leaseMs,
      onTrouble: (what, error) => host.log('warn', `A batch of ${topic} failed.`, { what, error }),
      onEnd: () => {
        group.wakers.delete(wake)
        lessor.close()
        this.#consumers.delete(consumer)
      },
    })
    const wake = (): void => consumer.wake()
    group.wakers.add(wake)
    this.#consumers.add(consumer)
    return consumer
  }

  async broadcast(channel: string, body: string): Promise<void> {
    queueMicrotask(() => {
      for (const listener of this.#settings.store.listeners.get(channel) ?? []) listener(body)
    })
  }

  async listen(channel: string, listener: (body: string) => void): Promise<AsyncDisposable> {
    const { listeners } = this.#settings.store
    const entry = (body: string): void => {
      try {
        listener(body)
      } catch (error) {
        this.#settings.host.log('error', `A listener of ${channel} failed.`, { error })
      }
    }
    listeners.set(channel, (listeners.get(channel) ?? new Set()).add(entry))
    const listening = {
      [Symbol.asyncDispose]: async () => {
        listeners.get(channel)?.delete(entry)
        this.#listeners.delete(listening)
      },
    }
    this.#listeners.add(listening)
    return listening
  }

  async depth(topic: string, group: string): Promise<number> {
    return this.#settings.store.messages.depth(topic, group)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#consumers, ...this.#listeners].map((open) => open[Symbol.asyncDispose]()))
  }
}

class MemoryLessor implements Lessor {
  readonly #settings: Settings
  readonly #group: Group
  #cancelTimer: () => void = () => {}

  constructor(settings: Settings, group: Group) {
    this.#settings = settings
    this.#group = group
  }

  async claim(limit: number): Promise<Claim | undefined> {
    const { store, host, leaseMs } = this.#settings
    const now = host.clock.now()
    const claimed = store.messages.claim(this.#group, limit, { now, leaseMs })
    if (claimed !== undefined) {
      return {
        token: claimed.token,
        deliveries: claimed.messages.map((message) => this.#delivery(message, claimed.token)),
      }
    }
    this.#cancelTimer()
    const next = store.messages.nextFreeAt(this.#group)
    if (next !== undefined) this.#cancelTimer = host.clock.after(next - now, () => this.#wakeAll())
    return undefined
  }

  async renew(claim: Claim): Promise<void> {
    const { host, leaseMs } = this.#settings
    for (const held of this.#held(claim)) {
      const lease = this.#group.leases.get(held.key)
      if (lease !== undefined) lease.expiresAt = host.clock.now() + leaseMs
    }
  }

  async settle(claim: Claim): Promise<void> {
    for (const held of this.#held(claim)) this.#settings.store.messages.acknowledge(held)
    this.#release(claim)
  }

  async giveBack(claim: Claim, isFailure: boolean): Promise<void> {
    this.#release(claim, isFailure ? this.#settings.host.clock.now() : undefined)
  }

  close(): void {
    this.#cancelTimer()
  }

  #release(claim: Claim, failedAt?: number): void {
    for (const held of this.#held(claim)) this.#settings.store.messages.release(held, failedAt)
    this.#wakeAll()
  }

  #held(claim: Claim): readonly HeldMessage[] {
    const now = this.#settings.host.clock.now()
    return claim.deliveries
      .map(({ receipt }) => heldBy(receipt))
      .filter((held) => this.#settings.store.messages.isHeld(held, now))
  }

  #wakeAll(): void {
    for (const wake of this.#group.wakers) wake()
  }

  #delivery(message: StoredMessage, token: string): Delivery {
    const { topic, key, body, deliveries, publishedAt } = message
    const held: HeldMessage = { group: this.#group, id: message.id, key, token }
    return { topic, key, body, deliveries, publishedAt, receipt: held as unknown as Receipt }
  }
}
