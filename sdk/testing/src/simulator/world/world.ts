// The simulated world of one seed: time, what is durable, who is connected, which faults strike.

import { DurableStore } from '../store/durable-store.ts'
import type { FaultPlan } from './faults.ts'
import { FaultDice } from './fault-dice.ts'
import { Hub } from './hub.ts'
import { EventLog, type LogSink } from './event-log.ts'
import type { Sabotage } from './sabotage.ts'
import { Timeline } from './timeline.ts'

/** 2026-11-23T09:30:00Z. */
const STARTS_AT = 1_795_426_200_000

export interface WorldOptions {
  readonly seed: number
  readonly plan: FaultPlan
  readonly sink: LogSink | undefined
  readonly sabotage: Sabotage | undefined
}

export class World {
  readonly seed: number
  readonly timeline = new Timeline(STARTS_AT)
  readonly faults: FaultDice
  readonly store: DurableStore
  readonly log: EventLog
  readonly hub: Hub
  readonly sabotage: Sabotage | undefined

  constructor(options: WorldOptions) {
    this.seed = options.seed
    this.faults = new FaultDice(options.plan, options.seed)
    this.store = new DurableStore(this.faults, options.sabotage?.entities?.())
    this.sabotage = options.sabotage
    this.log = new EventLog({ now: () => this.timeline.now, sink: options.sink })
    this.hub = new Hub(this)
  }
}
