// Queue over a table. Consumers of this connection are woken by the commit that published; those of other threads by
// a notice, and by polling should the notice get lost.

import {
  LeasedConsumer,
  type AdapterHost,
  type ConsumeOptions,
  type Consumer,
  type Handler,
  type Message,
  type Queue,
} from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { reading } from '../reading.ts'
import type { Writer } from '../writer.ts'
import { ProcessChannel } from './channel.ts'
import { createLessor } from './lessor.ts'
import { depthOf, joinGroup } from './messages.ts'

export interface QueueSettings {
  readonly connection: Connection
  readonly host: AdapterHost
  readonly file: string
  readonly leaseMs: number
  readonly poll: { readonly minMs: number; readonly maxMs: number }
}

export class SqliteQueue implements Queue, AsyncDisposable {
  readonly #settings: QueueSettings
  readonly #writer: Writer
  readonly #channel: ProcessChannel
  readonly #consumers = new Map<LeasedConsumer, string>()
  readonly #listeners = new Map<object, { readonly channel: string; readonly listener: (body: string) => void }>()

  constructor(settings: QueueSettings, writer: Writer) {
    this.#settings = settings
    this.#writer = writer
    this.#channel = new ProcessChannel(settings.file, {
      onBroadcast: (channel, body) => this.#hear(channel, body),
      onPublished: (topics) => this.#wake(topics),
    })
  }

  async publish(messages: readonly Message[]): Promise<void> {
    if (messages.length > 0) await this.#writer.write((transaction) => transaction.publish(messages))
  }

  async consume(topic: string, options: ConsumeOptions, handler: Handler): Promise<Consumer> {
    const { connection, host, leaseMs, poll } = this.#settings
    await this.#writer.write((transaction) => joinGroup(transaction.connection, topic, options.group))
    const consumer: LeasedConsumer = new LeasedConsumer({
      clock: host.clock,
      lessor: createLessor({
        connection,
        writer: this.#writer,
        clock: host.clock,
        ids: host.ids,
        topic,
        group: options.group,
        leaseMs,
        onFreed: () => this.#wake([topic]),
      }),
      options,
      handler,
      leaseMs,
      poll,
      onTrouble: (what, error) => host.log('warn', `A batch of ${topic} failed.`, { what, error }),
      onEnd: () => this.#consumers.delete(consumer),
    })
    this.#consumers.set(consumer, topic)
    return consumer
  }

  async broadcast(channel: string, body: string): Promise<void> {
    this.#channel.post({ kind: 'broadcast', channel, body })
    queueMicrotask(() => this.#hear(channel, body))
  }

  async listen(channel: string, listener: (body: string) => void): Promise<AsyncDisposable> {
    const listening = { [Symbol.asyncDispose]: async () => void this.#listeners.delete(listening) }
    this.#listeners.set(listening, { channel, listener })
    return listening
  }

  depth(topic: string, group: string): Promise<number> {
    return reading(() => depthOf(this.#settings.connection, topic, group))
  }

  /** A commit of this connection published to these topics. */
  published(topics: ReadonlySet<string>): void {
    this.#wake(topics)
    this.#channel.post({ kind: 'published', topics: [...topics] })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#consumers.keys()].map((consumer) => consumer[Symbol.asyncDispose]()))
    this.#channel[Symbol.dispose]()
  }

  #wake(topics: Iterable<string>): void {
    const woken = new Set(topics)
    for (const [consumer, topic] of this.#consumers) if (woken.has(topic)) consumer.wake()
  }

  #hear(channel: string, body: string): void {
    for (const entry of this.#listeners.values()) {
      if (entry.channel !== channel) continue
      try {
        entry.listener(body)
      } catch (error) {
        this.#settings.host.log('error', `A listener of ${channel} failed.`, { error })
      }
    }
  }
}
