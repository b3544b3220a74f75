// Runs attempts in a bounded number of slots. A slot is held from rendering to the end of `run`, and filled again at once;
// a task that answers at once holds none. An attempt that runs here already is not run twice.

import { MillraceError, type AttemptMessage, type AttemptStarted } from '@millrace/model'
import type { Metrics } from '@millrace/ports'
import type { LocalWorker } from '../dispatch/local-dispatch.ts'
import type { Cancel } from '../executor/subject.ts'
import { Fifo } from './fifo.ts'
import { KillList } from './kill-list.ts'
import type { Reports } from './reports.ts'
import { RunningAttempt, type AttemptDeps } from './running-attempt.ts'

/** An attempt that waits, and whoever must know that its start or end is reported (false: it was given back). */
interface Order {
  readonly message: AttemptMessage
  readonly taken: ((isTaken: boolean) => void)[]
}

export interface WorkerDeps extends AttemptDeps {
  readonly reports: Reports
  readonly metrics: Metrics
  readonly slots: number
  /** A longer attempt reports that it runs. Default 100 ms. */
  readonly startedAfterMs?: number
  /** It does so again from time to time, so that one that nobody waits for any more is found. Default 5 min. */
  readonly repeatStartMs?: number
}

export interface Worker extends LocalWorker {
  /** An attempt from a queue; `taken` is called when its start or its end is on its way for good. */
  take(message: AttemptMessage, taken: (isTaken: boolean) => void): void
  readonly slotsInUse: number
  readonly waiting: number
  /** Takes nothing more, lets short attempts end, and gives the others back. */
  stop(options: { readonly graceMs: number }): Promise<void>
}

/** Starts in one go before others get a turn of the event loop. */
const STARTS_AT_ONCE = 256

export function createWorker(deps: WorkerDeps): Worker {
  return new SlotWorker(deps)
}

interface Active {
  readonly order: Order
  readonly attempt: RunningAttempt
  isStartReported: boolean
}

class SlotWorker implements Worker {
  readonly #deps: WorkerDeps
  readonly #kills: KillList
  readonly #queue = new Fifo<Order>()
  readonly #orders = new Map<string, Order>()
  readonly #active = new Map<string, Active>()
  /** Active ones whose start is not reported, the longest running first. */
  readonly #fresh = new Set<Active>()
  #cancelStarts: (() => void) | undefined
  #cancelRepeat: (() => void) | undefined
  #isScheduled = false
  #isStopping = false
  #onIdle: (() => void)[] = []

  constructor(deps: WorkerDeps) {
    this.#deps = deps
    this.#kills = new KillList(deps.clock)
  }

  get slotsInUse(): number {
    return this.#active.size
  }

  get waiting(): number {
    return this.#queue.size
  }

  offer(messages: readonly AttemptMessage[]): void {
    for (const message of messages) this.#add({ message, taken: [] })
  }

  take(message: AttemptMessage, taken: (isTaken: boolean) => void): void {
    if (this.#isStopping) taken(false)
    else this.#add({ message, taken: [taken] })
  }

  cancel(cancels: readonly Cancel[]): void {
    for (const { taskRunId, attempt, worker = this.#deps.service } of cancels) {
      if (worker !== this.#deps.service) continue
      const key = `${taskRunId}:${attempt}`
      this.#kills.add(key)
      this.#active.get(key)?.attempt.stop(new MillraceError('MR_TASK_KILLED', 'The task was killed.'))
    }
  }

  async stop({ graceMs }: { readonly graceMs: number }): Promise<void> {
    this.#isStopping = true
    for (let order = this.#queue.shift(); order !== undefined; order = this.#queue.shift()) this.#giveBack(order)
    if (this.#active.size > 0) await this.#drain(graceMs)
    this.#cancelStarts?.()
    this.#cancelRepeat?.()
    await this.#deps.reports.flush()
  }

  async #drain(graceMs: number): Promise<void> {
    const cancelGrace = this.#deps.clock.after(graceMs, () => {
      for (const { attempt } of this.#active.values())
        attempt.stop(new MillraceError('MR_SHUTTING_DOWN', 'The worker stops.'))
    })
    await new Promise<void>((resolve) => this.#onIdle.push(resolve))
    cancelGrace()
  }

  #add(order: Order): void {
    const key = keyOf(order.message)
    const known = this.#orders.get(key)
    if (known !== undefined) {
      known.taken.push(...order.taken)
      const active = this.#active.get(key)
      if (active?.isStartReported === true) this.#reportStart(active)
      return
    }
    this.#orders.set(key, order)
    this.#queue.push(order)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    queueMicrotask(() => {
      this.#isScheduled = false
      this.#pump()
    })
  }

  #pump(): void {
    for (let starts = 0; starts < STARTS_AT_ONCE; starts += 1) {
      if (this.#isStopping || this.#active.size >= this.#deps.slots) break
      const order = this.#queue.shift()
      if (order === undefined) break
      this.#start(order)
    }
    if (this.#queue.size > 0 && this.#active.size < this.#deps.slots && !this.#isStopping) {
      this.#deps.clock.after(0, () => this.#pump())
    }
    this.#measure()
  }

  #measure(): void {
    this.#deps.metrics.gauge('millrace_worker_slots_in_use', this.#active.size)
    this.#deps.metrics.gauge('millrace_worker_attempts_waiting', this.#queue.size)
  }

  #start(order: Order): void {
    const key = keyOf(order.message)
    const attempt = new RunningAttempt(this.#deps, order.message, (end) => {
      this.#orders.delete(key)
      if (end === undefined) this.#giveBack(order)
      else this.#deps.reports.ended(order.message, end, order.taken)
      if (end !== undefined) this.#deps.metrics.count('millrace_attempts_total', 1, { state: end.state })
      this.#release(key)
    })
    if (this.#kills.has(key)) attempt.stop(new MillraceError('MR_TASK_KILLED', 'The task was killed before it began.'))
    if (attempt.isOnce) {
      this.#begin(order, attempt)
      return
    }
    attempt.start()
    if (attempt.isEnded) return
    const active: Active = { order, attempt, isStartReported: false }
    this.#active.set(key, active)
    this.#fresh.add(active)
    this.#watchStarts(this.#deps.startedAfterMs ?? 100)
  }

  /** Runs it only when its start is stored: then a second worker is refused. */
  #begin(order: Order, attempt: RunningAttempt): void {
    const { message } = order
    this.#active.set(keyOf(message), { order, attempt, isStartReported: true })
    const report = { ...this.#startOf(message, attempt), once: true } as const
    void this.#deps.reports.begin(message, report, order.taken.splice(0)).then((isGranted) => {
      if (isGranted) return attempt.start()
      attempt.discard()
      this.#orders.delete(keyOf(message))
      this.#release(keyOf(message))
    })
  }

  #startOf({ taskRunId, attempt }: AttemptMessage, { startedAt }: RunningAttempt): AttemptStarted {
    return { kind: 'attempt-started', taskRunId, attempt, at: startedAt, worker: this.#deps.service }
  }

  #release(key: string): void {
    const active = this.#active.get(key)
    if (active === undefined) return
    this.#active.delete(key)
    this.#fresh.delete(active)
    this.#measure()
    if (this.#queue.size > 0) this.#schedule()
    if (this.#active.size > 0) return
    for (const idle of this.#onIdle.splice(0)) idle()
  }

  #giveBack(order: Order): void {
    this.#orders.delete(keyOf(order.message))
    for (const taken of order.taken.splice(0)) taken(false)
  }

  // One timer for all: the attempts are in the order of their start.
  #watchStarts(delayMs: number): void {
    if (this.#cancelStarts !== undefined) return
    this.#cancelStarts = this.#deps.clock.after(delayMs, () => {
      this.#cancelStarts = undefined
      this.#reportStarts()
    })
  }

  #reportStarts(): void {
    const threshold = this.#deps.startedAfterMs ?? 100
    const now = this.#deps.clock.now()
    for (const active of this.#fresh) {
      const leftMs = Math.min(threshold, active.attempt.startedAt + threshold - now)
      if (leftMs > 0) return this.#watchStarts(leftMs)
      this.#fresh.delete(active)
      active.isStartReported = true
      this.#reportStart(active)
      this.#repeatStarts()
    }
  }

  #repeatStarts(): void {
    this.#cancelRepeat ??= this.#deps.clock.after(this.#deps.repeatStartMs ?? 300_000, () => {
      this.#cancelRepeat = undefined
      const reported = [...this.#active.values()].filter((active) => active.isStartReported)
      for (const active of reported) this.#reportStart(active)
      if (reported.length > 0) this.#repeatStarts()
    })
  }

  #reportStart({ order, attempt }: Active): void {
    this.#deps.reports.started(order.message, this.#startOf(order.message, attempt), order.taken.splice(0))
  }
}

function keyOf({ taskRunId, attempt }: AttemptMessage): string {
  return `${taskRunId}:${attempt}`
}
