// Draws the faults of a seed, one stream a concern; silent once they have ceased.

import type { FaultPlan } from './faults.ts'
import { Random } from './random.ts'
import type { CallKind } from './process.ts'

export interface CallFault {
  readonly latencyMs: number
  readonly replyMs: number
  readonly outcome: 'done' | 'unavailable' | 'unknown'
}

export interface MessageFault {
  readonly delayMs: number
  readonly copies: number
}

export class FaultDice {
  readonly plan: FaultPlan
  readonly #calls: Random
  readonly #crashes: Random
  readonly #messages: Random
  #areOn = true

  constructor(plan: FaultPlan, seed: number) {
    this.plan = plan
    this.#calls = new Random(seed, 'calls')
    this.#crashes = new Random(seed, 'crashes')
    this.#messages = new Random(seed, 'messages')
  }

  get areOn(): boolean {
    return this.#areOn
  }

  cease(): void {
    this.#areOn = false
  }

  drawCrash(): boolean {
    return this.#areOn && this.#crashes.chance(this.plan.crash)
  }

  arrivesFromTheDead(): boolean {
    return this.#crashes.chance(0.5)
  }

  drawCall(kind: CallKind): CallFault {
    const random = this.#calls
    const latencyMs = random.between(0, 2)
    if (!this.#areOn) return { latencyMs, replyMs: 0, outcome: 'done' }
    const { slow, slowMs, unavailable, unknownOutcome } = this.plan
    const isSlow = random.chance(slow)
    const extra = isSlow ? random.between(1, slowMs) : 0
    const isEarly = isSlow && random.chance(0.5)
    const outcome = random.chance(unavailable)
      ? 'unavailable'
      : kind === 'write' && random.chance(unknownOutcome)
        ? 'unknown'
        : 'done'
    return { latencyMs: latencyMs + (isEarly ? extra : 0), replyMs: isEarly ? 0 : extra, outcome }
  }

  drawMessage(): MessageFault {
    const random = this.#messages
    if (!this.#areOn) return { delayMs: 0, copies: 1 }
    const { delay, delayMs, duplicate } = this.plan
    return {
      delayMs: random.chance(delay) ? random.between(1, delayMs) : random.between(0, 2),
      copies: random.chance(duplicate) ? 2 : 1,
    }
  }

  losesBroadcast(): boolean {
    return this.#areOn && this.#messages.chance(this.plan.broadcastLoss)
  }
}
