// Queue: durable transport of keyed messages, at least once. Order is not promised and nothing relies on it.

import type { Instant } from '@millrace/model'
import { token } from './token.ts'

export interface Message {
  readonly topic: string
  /** Messages of one key go to one handler at a time where the adapter can. */
  readonly key: string
  /** JSON text. */
  readonly body: string
}

/** A message on its way to a handler. */
export interface Delivery extends Message {
  /** Given back in `Commit.acknowledge` to acknowledge inside a commit; opaque, valid for this delivery. */
  readonly receipt: Receipt
  /** How many times it was delivered, this one counted; at least an estimate. */
  readonly deliveries: number
  readonly publishedAt: Instant
}
declare const isReceipt: unique symbol
export type Receipt = object & { readonly [isReceipt]: true }

export interface ConsumeOptions {
  /** Consumers of one group share the messages of a topic. */
  readonly group: string
  /** At most this many messages a batch. */
  readonly batchSize: number
  /** At most this many messages delivered and not yet acknowledged; default: one batch. */
  readonly inFlight?: number
}

/**
 * Gets a batch; when it resolves, the messages that were not acknowledged by a commit are acknowledged. When it
 * rejects, they are delivered again after a back-off.
 */
export type Handler = (batch: readonly Delivery[]) => Promise<void>

/** A running consumer. Disposing stops fetching, waits for the handler and gives back what was not handled. */
export interface Consumer extends AsyncDisposable {
  /** Stops and starts fetching, for back-pressure; what was delivered goes on. */
  pause(): void
  resume(): void
}

export interface Queue {
  /** Resolves when all are durable. Rejects with MR_REQUEST_TOO_LARGE or an `unavailable` error; then none, some or all are. */
  publish(messages: readonly Message[]): Promise<void>
  consume(topic: string, options: ConsumeOptions, handler: Handler): Promise<Consumer>
  /** Best effort, to every listener of every process, this one included. Callers repeat what matters. */
  broadcast(channel: string, body: string): Promise<void>
  listen(channel: string, listener: (body: string) => void): Promise<AsyncDisposable>
  /** Messages of a topic that no group member has acknowledged yet; may be an estimate. */
  depth(topic: string, group: string): Promise<number>
}
export const Queue = token<Queue>('Queue')
