// The durable half of the simulated queue: messages by topic and group, delayed, doubled and out of order, never lost.
// Leases are of keys, or of single messages where the seed says so.

import type { Message } from '@millrace/ports'
import { redeliveryDelayMs } from '@millrace/sdk-adapter'
import type { MessageFault } from '../world/fault-dice.ts'

export interface BoardMessage extends Message {
  readonly id: number
  readonly publishedAt: number
  availableAt: number
  deliveries: number
}

/** What a delivery holds; a receipt stands for one. */
export interface Held {
  readonly group: MessageGroup
  readonly message: BoardMessage
  readonly token: object
}

export class MessageBoard {
  readonly #groups = new Map<string, MessageGroup>()
  readonly #leasesKeys: boolean
  readonly #drawFault: () => MessageFault
  /** Published to topics that nobody consumes yet. */
  readonly #early: Message[] = []
  #lastId = 0

  constructor(options: { readonly leasesKeys: boolean; readonly drawFault: () => MessageFault }) {
    this.#leasesKeys = options.leasesKeys
    this.#drawFault = options.drawFault
  }

  get groups(): Iterable<MessageGroup> {
    return this.#groups.values()
  }

  /** What was published to a topic before it had a group waits for the first. */
  group(topic: string, name: string, now: number): MessageGroup {
    const key = `${topic}/${name}`
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const group = new MessageGroup(topic, name, this.#leasesKeys)
    this.#groups.set(key, group)
    for (const message of this.#early.splice(0)) {
      if (message.topic === topic) this.#add(group, message, now)
      else this.#early.push(message)
    }
    return group
  }

  publish(messages: readonly Message[], now: number): void {
    for (const message of messages) {
      const groups = [...this.#groups.values()].filter(({ topic }) => topic === message.topic)
      if (groups.length === 0) this.#early.push(message)
      for (const group of groups) this.#add(group, message, now)
    }
  }

  #add(group: MessageGroup, message: Message, now: number): void {
    const { copies, delayMs } = this.#drawFault()
    for (let copy = 0; copy < copies; copy += 1) {
      this.#lastId += 1
      const availableAt = now + delayMs + (copy === 0 ? 0 : this.#drawFault().delayMs)
      group.add({ ...message, id: this.#lastId, publishedAt: now, availableAt, deliveries: 0 })
    }
  }
}

export class MessageGroup {
  readonly topic: string
  readonly name: string
  readonly messages = new Map<number, BoardMessage>()
  /** Called when something may have become free. */
  onFree: () => void = () => {}
  readonly #leasesKeys: boolean
  readonly #leases = new Map<string, object>()

  constructor(topic: string, name: string, leasesKeys: boolean) {
    this.topic = topic
    this.name = name
    this.#leasesKeys = leasesKeys
  }

  add(message: BoardMessage): void {
    this.messages.set(message.id, message)
    this.onFree()
  }

  /** Leases up to `limit` messages to `token`. */
  claim(limit: number, now: number, token: object): readonly Held[] {
    const held: Held[] = []
    for (const message of this.messages.values()) {
      if (held.length >= limit) break
      const lease = this.#leases.get(this.#leaseKey(message))
      if (message.availableAt > now || (lease !== undefined && lease !== token)) continue
      if (lease === token && !this.#leasesKeys) continue
      message.deliveries += 1
      this.#leases.set(this.#leaseKey(message), token)
      held.push({ group: this, message, token })
    }
    return held
  }

  /** When the next message will be free by itself; undefined when there is none to wait for. */
  nextAvailableAt(now: number): number | undefined {
    let next: number | undefined
    for (const { availableAt } of this.messages.values()) {
      if (availableAt > now && (next === undefined || availableAt < next)) next = availableAt
    }
    return next
  }

  holds({ message, token }: Held): boolean {
    return this.messages.has(message.id) && this.#leases.get(this.#leaseKey(message)) === token
  }

  acknowledge(held: Held): void {
    if (this.holds(held)) this.messages.delete(held.message.id)
  }

  /** Gives up the leases of one claim; after a failure its messages come again later. */
  release(token: object, failedAt?: number): void {
    for (const [key, holder] of this.#leases) {
      if (holder !== token) continue
      this.#leases.delete(key)
      if (failedAt !== undefined) this.#delay(key, failedAt)
    }
    this.onFree()
  }

  #delay(leaseKey: string, failedAt: number): void {
    for (const message of this.messages.values()) {
      if (this.#leaseKey(message) === leaseKey && message.deliveries > 0)
        message.availableAt = failedAt + redeliveryDelayMs(message.deliveries)
    }
  }

  #leaseKey(message: BoardMessage): string {
    return this.#leasesKeys ? message.key : String(message.id)
  }
}
