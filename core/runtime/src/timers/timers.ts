// Wakes what is due: precisely for dates that this process set, by a look into the repository for all others. Sleepers are
// never scanned: only an index on the date is read.

import { messageOf, type Instant } from '@millrace/model'
import type { Clock, DueTimer, EntityStore, Metrics } from '@millrace/ports'
import { keyOfRef } from '../executor/entity.ts'
import type { Lane } from '../executor/lane.ts'
import type { Log } from '../log.ts'
import { BackOff } from './back-off.ts'

export interface Timers extends AsyncDisposable {
  /** There is a timer at this date. */
  told(dueAt: Instant): void
}

export interface TimersDeps {
  readonly entities: Pick<EntityStore, 'due' | 'nextDueAt'>
  readonly lane: Pick<Lane, 'post'>
  readonly clock: Clock
  readonly metrics: Metrics
  readonly log: Log
  readonly options?: Partial<TimersOptions>
}

export interface TimersOptions {
  /** How often the repository is asked for dates that other processes set. Default 1 s. */
  readonly pollMs: number
  /** Timers woken at once. Default 500. */
  readonly batchSize: number
}

const DEFAULTS: TimersOptions = { pollMs: 1_000, batchSize: 500 }
const PATIENCE = 3

export function createTimers(deps: TimersDeps): Timers {
  const timers = new TimerLoop(deps)
  timers.told(deps.clock.now())
  return timers
}

class TimerLoop implements Timers {
  readonly #deps: TimersDeps
  readonly #options: TimersOptions
  readonly #backOff: BackOff
  readonly #inFlight = new Set<string>()
  #armedAt: Instant | undefined
  #cancel: () => void = () => {}
  #looking: Promise<void> | undefined
  #mayBeMore = false
  #isStopped = false

  constructor(deps: TimersDeps) {
    this.#deps = deps
    this.#options = { ...DEFAULTS, ...deps.options }
    this.#backOff = new BackOff(deps.clock)
  }

  told(dueAt: Instant): void {
    if (this.#isStopped || (this.#armedAt !== undefined && this.#armedAt <= dueAt)) return
    this.#cancel()
    this.#armedAt = dueAt
    this.#cancel = this.#deps.clock.after(Math.max(0, dueAt - this.#deps.clock.now()), () => {
      this.#armedAt = undefined
      this.#look()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    this.#cancel()
    await this.#looking
  }

  #look(): void {
    if (this.#looking !== undefined) {
      this.#mayBeMore = true
      return
    }
    this.#looking = this.#wakeDue().finally(() => {
      this.#looking = undefined
    })
  }

  async #wakeDue(): Promise<void> {
    const { clock, entities, log } = this.#deps
    let nextAt = clock.now() + this.#options.pollMs
    try {
      const limit = this.#options.batchSize + this.#inFlight.size + this.#backOff.size
      const due = await entities.due({ now: clock.now(), limit })
      this.#mayBeMore = due.length >= limit
      for (const timer of due) this.#wake(timer)
      const next = await entities.nextDueAt()
      if (next !== undefined && next > clock.now()) nextAt = Math.min(nextAt, next)
    } catch (error) {
      log.warn({ error: messageOf(error) }, 'Timers could not be read; they are tried again.')
    }
    this.told(nextAt)
  }

  #wake({ ref, part, dueAt }: DueTimer): void {
    const key = `${keyOfRef(ref)}/${part ?? ''}`
    if (this.#inFlight.has(key) || this.#backOff.isResting(key)) return
    this.#inFlight.add(key)
    const { lane, clock, metrics } = this.#deps
    metrics.time('millrace_timer_delay_seconds', Math.max(0, clock.now() - dueAt) / 1000)
    const command = part === undefined ? { kind: 'wake' } : { kind: 'wake', taskRunId: part }
    const settle = (outcome: { readonly kind: string }): void => {
      this.#inFlight.delete(key)
      if (outcome.kind === 'changed') this.#backOff.worked(key)
      else this.#backOff.failed(key)
      if (this.#mayBeMore && this.#inFlight.size < this.#options.batchSize / 2) this.told(clock.now())
    }
    lane.post(ref, command, settle, { patience: PATIENCE })
  }
}
