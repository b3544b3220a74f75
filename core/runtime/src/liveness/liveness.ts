// One heartbeat for this service, and the recovery of what dead ones left: only what they owed or held is sent again, found
// by index, in bounded batches, with back-off.

import { messageOf } from '@millrace/model'
import type { Clock, Metrics, Repository, ServiceRecord } from '@millrace/ports'
import type { Lane } from '../executor/lane.ts'
import { seedOf } from '../executor/seed.ts'
import type { Log } from '../log.ts'
import { recoverOrphans } from './recover.ts'
import { BackOff } from '../timers/back-off.ts'

export interface LivenessDeps {
  readonly repository: Repository
  /** Recovers for others too; absent in processes without an executor. */
  readonly lane?: Pick<Lane, 'submit'>
  readonly service: Omit<ServiceRecord, 'startedAt' | 'beatAt'>
  readonly clock: Clock
  readonly metrics: Metrics
  readonly log: Log
  readonly options?: Partial<LivenessOptions>
}

export interface LivenessOptions {
  /** Default 3 s. */
  readonly beatMs: number
  /** A service that was silent for longer is dead. Default 12 s. */
  readonly deadAfterMs: number
  /** Orphans recovered at once. Default 200. */
  readonly batchSize: number
}

const DEFAULTS: LivenessOptions = { beatMs: 3_000, deadAfterMs: 12_000, batchSize: 200 }

/** Beats once and begins to recover before it resolves. Disposing takes the service off the list. */
export async function createLiveness(deps: LivenessDeps): Promise<AsyncDisposable> {
  const liveness = new HeartbeatLoop(deps)
  await liveness.beat()
  liveness.start()
  return liveness
}

class HeartbeatLoop implements AsyncDisposable {
  readonly #deps: LivenessDeps
  readonly #options: LivenessOptions
  readonly #startedAt: number
  readonly #backOff: BackOff
  #cancel: () => void = () => {}
  #sweeping: Promise<void> = Promise.resolve()
  #isSweeping = false
  #isStopped = false

  constructor(deps: LivenessDeps) {
    this.#deps = deps
    this.#options = { ...DEFAULTS, ...deps.options }
    this.#startedAt = deps.clock.now()
    this.#backOff = new BackOff(deps.clock)
  }

  beat(): Promise<void> {
    const { service, repository, clock } = this.#deps
    return repository.services.beat({ ...service, startedAt: this.#startedAt, beatAt: clock.now() })
  }

  start(): void {
    if (this.#isStopped) return
    if (!this.#isSweeping) this.#sweeping = this.#sweep()
    // Services that started together do not sweep together.
    const jitter = (seedOf(this.#deps.service.id, 'beat') / 2 ** 32) * 0.2
    this.#cancel = this.#deps.clock.after(this.#options.beatMs * (0.9 + jitter), () => this.#next())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    this.#cancel()
    await this.#sweeping
    // One that stays on the list is found silent soon.
    await this.#deps.repository.services.remove(this.#deps.service.id).catch((error: unknown) => {
      this.#deps.log.warn({ error: messageOf(error) }, 'The service could not be taken off the list.')
    })
  }

  #next(): void {
    this.beat().catch((error: unknown) =>
      this.#deps.log.warn({ error: messageOf(error) }, 'The heartbeat could not be written.'),
    )
    this.start()
  }

  async #sweep(): Promise<void> {
    const { lane, log } = this.#deps
    if (lane === undefined) return
    this.#isSweeping = true
    try {
      const alive = await this.#alive()
      await recoverOrphans({
        ...this.#deps,
        lane,
        alive,
        backOff: this.#backOff,
        batchSize: this.#options.batchSize,
        isStopped: () => this.#isStopped,
      })
    } catch (error) {
      log.warn({ error: messageOf(error) }, 'The work of dead services could not be looked up; it is tried again.')
    }
    this.#isSweeping = false
  }

  /** Takes dead services off the list. Where nobody else can open the repository, nobody else is alive. */
  async #alive(): Promise<readonly string[]> {
    const { repository, service, clock, log } = this.#deps
    const deadBefore = clock.now() - this.#options.deadAfterMs
    const alive = [service.id]
    for (const other of await repository.services.list()) {
      if (other.id === service.id) continue
      if (repository.capabilities.isShared && other.beatAt >= deadBefore) {
        alive.push(other.id)
        continue
      }
      log.warn(
        { service: other.id, host: other.host, silentSince: other.beatAt },
        'A service is gone; what it had is taken over.',
      )
      await repository.services.remove(other.id)
    }
    return alive
  }
}
