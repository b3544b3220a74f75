// Messages and the leases on their keys, one table a topic and group. A group exists from its first consumer on;
// what was published to a topic before it had a group waits for the first.

import { redeliveryDelayMs, type Instant, type Message } from '@millrace/sdk-adapter'

export interface StoredMessage extends Message {
  readonly id: number
  readonly publishedAt: Instant
  deliveries: number
  availableAt: Instant
}

interface Lease {
  readonly token: string
  expiresAt: Instant
}

export interface Group {
  readonly topic: string
  readonly messages: Map<number, StoredMessage>
  readonly leases: Map<string, Lease>
  /** Called when something may have become free. */
  readonly wakers: Set<() => void>
}

/** What a receipt stands for. */
export interface HeldMessage {
  readonly group: Group
  readonly id: number
  readonly key: string
  readonly token: string
}

export class MessageTable {
  readonly #groups = new Map<string, Map<string, Group>>()
  readonly #early = new Map<string, Message[]>()
  #lastId = 0
  #lastToken = 0

  publish(messages: readonly Message[], now: Instant): void {
    for (const message of messages) {
      const groups = this.#groups.get(message.topic)
      if (groups === undefined) this.#keepEarly(message)
      else for (const group of groups.values()) this.#add(group, message, now)
    }
  }

  group(topic: string, name: string, now: Instant): Group {
    const groups = this.#groups.get(topic) ?? new Map<string, Group>()
    this.#groups.set(topic, groups)
    const known = groups.get(name)
    if (known !== undefined) return known
    const group: Group = { topic, messages: new Map(), leases: new Map(), wakers: new Set() }
    groups.set(name, group)
    for (const message of this.#early.get(topic) ?? []) this.#add(group, message, now)
    this.#early.delete(topic)
    return group
  }

  depth(topic: string, name: string): number {
    const groups = this.#groups.get(topic)
    if (groups === undefined) return this.#early.get(topic)?.length ?? 0
    return groups.get(name)?.messages.size ?? 0
  }

  claim(
    group: Group,
    limit: number,
    lease: { readonly now: Instant; readonly leaseMs: number },
  ): { readonly token: string; readonly messages: readonly StoredMessage[] } | undefined {
    const messages: StoredMessage[] = []
    for (const message of group.messages.values()) {
      if (messages.length >= limit) break
      if (freeAt(group, message) <= lease.now) messages.push(message)
    }
    if (messages.length === 0) return undefined
    this.#lastToken += 1
    const token = String(this.#lastToken)
    for (const message of messages) {
      message.deliveries += 1
      group.leases.set(message.key, { token, expiresAt: lease.now + lease.leaseMs })
    }
    return { token, messages }
  }

  /** When the next message of a group becomes free without anybody's doing; undefined when there is none. */
  nextFreeAt(group: Group): Instant | undefined {
    let next: Instant | undefined
    for (const message of group.messages.values()) {
      const at = freeAt(group, message)
      if (next === undefined || at < next) next = at
    }
    return next
  }

  /** Whether the lease under which a message was delivered still holds. */
  isHeld(held: HeldMessage, now: Instant): boolean {
    const lease = held.group.leases.get(held.key)
    return lease !== undefined && lease.token === held.token && lease.expiresAt > now
  }

  acknowledge(held: HeldMessage): void {
    held.group.messages.delete(held.id)
  }

  /** Frees a key; with `failedAt` its message waits for a back-off. */
  release(held: HeldMessage, failedAt?: Instant): void {
    held.group.leases.delete(held.key)
    const message = held.group.messages.get(held.id)
    if (message !== undefined && failedAt !== undefined)
      message.availableAt = failedAt + redeliveryDelayMs(message.deliveries)
  }

  #add(group: Group, message: Message, now: Instant): void {
    this.#lastId += 1
    group.messages.set(this.#lastId, {
      ...message,
      id: this.#lastId,
      publishedAt: now,
      deliveries: 0,
      availableAt: now,
    })
    for (const wake of group.wakers) wake()
  }

  #keepEarly(message: Message): void {
    const early = this.#early.get(message.topic) ?? []
    early.push(message)
    this.#early.set(message.topic, early)
  }
}

function freeAt(group: Group, message: StoredMessage): Instant {
  return Math.max(message.availableAt, group.leases.get(message.key)?.expiresAt ?? 0)
}
