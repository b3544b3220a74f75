// The loop of a consumer over a store that leases keys: claims batches, runs the handler, keeps the lease alive while
// it runs, then settles the batch or gives it back. Invariant: never more messages in flight than asked for.

import type { Clock, Consumer, ConsumeOptions, Delivery, Handler } from '@millrace/ports'

/** Messages whose keys one consumer has leased under one token. */
export interface Claim {
  readonly token: string
  readonly deliveries: readonly Delivery[]
}

/** What a queue knows about one topic and group. */
export interface Lessor {
  /** Leases keys that nobody holds and takes their oldest messages, at most `limit`; undefined when there are none. */
  claim(limit: number): Promise<Claim | undefined>
  /** Prolongs a lease; does nothing when it has passed to another. */
  renew(claim: Claim): Promise<void>
  /** Acknowledges what is left of the claim and frees its keys; does nothing when the lease has passed to another. */
  settle(claim: Claim): Promise<void>
  /** Frees the keys; with `isFailure` the messages come again only after a back-off. */
  giveBack(claim: Claim, isFailure: boolean): Promise<void>
}

export interface LeasedConsumerSettings {
  readonly clock: Clock
  readonly lessor: Lessor
  readonly options: ConsumeOptions
  readonly handler: Handler
  /** A lease is renewed three times in this time. */
  readonly leaseMs: number
  /** Looks by itself after a pause that doubles while nothing is found. Without it only `wake` makes it look. */
  readonly poll?: { readonly minMs: number; readonly maxMs: number }
  /** Is told what the handler or the store rejected with. */
  readonly onTrouble: (what: 'handler' | 'store', error: unknown) => void
  readonly onEnd?: () => void
}

const RETRY_MS = 500

/** A consumer that looks for messages when it is woken, when a batch ends, and from time to time. */
export class LeasedConsumer implements Consumer {
  readonly #settings: LeasedConsumerSettings
  readonly #inFlightLimit: number
  readonly #batches = new Set<Promise<void>>()
  #inFlight = 0
  #isPaused = false
  #isStopped = false
  #isLooking = false
  #mustLookAgain = false
  #looking: Promise<void> = Promise.resolve()
  #pauseMs: number
  #cancelPoll: () => void = () => {}

  constructor(settings: LeasedConsumerSettings) {
    this.#settings = settings
    this.#inFlightLimit = settings.options.inFlight ?? settings.options.batchSize
    this.#pauseMs = settings.poll?.minMs ?? 0
    this.wake()
  }

  /** There may be something to claim. */
  wake(): void {
    if (this.#isLooking) {
      this.#mustLookAgain = true
      return
    }
    if (this.#isPaused || this.#isStopped) return
    this.#isLooking = true
    this.#looking = this.#look()
  }

  pause(): void {
    this.#isPaused = true
    this.#cancelPoll()
  }

  resume(): void {
    this.#isPaused = false
    this.wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    this.#cancelPoll()
    await this.#looking
    while (this.#batches.size > 0) await Promise.all(this.#batches)
    this.#settings.onEnd?.()
  }

  async #look(): Promise<void> {
    this.#cancelPoll()
    let nextMs = this.#settings.poll?.maxMs
    try {
      const found = await this.#claimAll()
      if (this.#settings.poll !== undefined) nextMs = this.#nextPause(found, this.#settings.poll)
    } catch (error) {
      this.#settings.onTrouble('store', error)
      nextMs = RETRY_MS
    }
    this.#isLooking = false
    if (this.#mustLookAgain) {
      this.#mustLookAgain = false
      this.wake()
    } else if (nextMs !== undefined && !this.#isStopped && !this.#isPaused) {
      this.#cancelPoll = this.#settings.clock.after(nextMs, () => this.wake())
    }
  }

  #nextPause(found: boolean, poll: { readonly minMs: number; readonly maxMs: number }): number {
    this.#pauseMs = found ? poll.minMs : Math.min(poll.maxMs, this.#pauseMs * 2)
    return this.#pauseMs
  }

  async #claimAll(): Promise<boolean> {
    let found = false
    while (!this.#isStopped && !this.#isPaused) {
      const room = Math.min(this.#settings.options.batchSize, this.#inFlightLimit - this.#inFlight)
      if (room <= 0) return found
      this.#mustLookAgain = false
      const claim = await this.#settings.lessor.claim(room)
      if (claim === undefined) return found
      found = true
      this.#start(claim)
    }
    return found
  }

  #start(claim: Claim): void {
    this.#inFlight += claim.deliveries.length
    const batch = this.#run(claim).finally(() => {
      this.#inFlight -= claim.deliveries.length
      this.#batches.delete(batch)
      this.wake()
    })
    this.#batches.add(batch)
  }

  async #run(claim: Claim): Promise<void> {
    const { lessor, handler, onTrouble } = this.#settings
    if (this.#isStopped) return this.#ended(lessor.giveBack(claim, false))
    const stopRenewing = this.#keepAlive(claim)
    try {
      await handler(claim.deliveries)
    } catch (error) {
      stopRenewing()
      onTrouble('handler', error)
      return this.#ended(lessor.giveBack(claim, true))
    }
    stopRenewing()
    return this.#ended(lessor.settle(claim))
  }

  // A batch that cannot be settled stays leased until the lease ends, and is then delivered again.
  async #ended(settled: Promise<void>): Promise<void> {
    try {
      await settled
    } catch (error) {
      this.#settings.onTrouble('store', error)
    }
  }

  #keepAlive(claim: Claim): () => void {
    const { clock, lessor, leaseMs, onTrouble } = this.#settings
    let isOver = false
    let cancel: () => void = () => {}
    const beat = (): void => {
      cancel = clock.after(leaseMs / 3, () => {
        lessor.renew(claim).catch((error: unknown) => onTrouble('store', error))
        if (!isOver) beat()
      })
    }
    beat()
    return () => {
      isOver = true
      cancel()
    }
  }
}

/** How long a message waits after its handler rejected it for the `deliveries`th time: 100 ms, doubling, at most 30 s. */
export function redeliveryDelayMs(deliveries: number): number {
  return Math.min(30_000, 100 * 2 ** Math.min(deliveries - 1, 12))
}
