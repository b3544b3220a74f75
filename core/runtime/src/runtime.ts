// The roles of one process, put together around one lane: what `core/app` composes, and what tests and the simulator
// drive. What starts is stopped in reverse order.

import type { ServiceId } from '@millrace/model'
import type {
  Clock,
  HttpClient,
  Ids,
  Metrics,
  Platform,
  Queue,
  Repository,
  Secrets,
  Storage,
  TaskRunner,
} from '@millrace/ports'
import type { Executions, IntakeLimits } from './executions/executions.ts'
import type { EngineRules } from './executor/engine-rules.ts'
import type { LaneOptions } from './executor/lane.ts'
import type { Plans } from './executor/plans.ts'
import type { EngineSettings } from './facts/engine-settings.ts'
import type { LivenessOptions } from './liveness/liveness.ts'
import type { Cipher } from './flows/inputs/cipher.ts'
import type { Log } from './log.ts'
import type { SetAside } from './set-aside.ts'
import type { TimersOptions } from './timers/timers.ts'
import type { LogLimits } from './worker/attempt-log.ts'
import type { TaskTypes } from './worker/running-attempt.ts'
import type { WorkFolders } from './worker/work-folders.ts'

export type Role = 'executor' | 'worker' | 'scheduler' | 'indexer'

export interface RuntimeDeps {
  readonly queue: Queue
  readonly repository: Repository
  readonly storage: Storage
  readonly secrets: Secrets
  readonly clock: Clock
  readonly ids: Ids
  readonly metrics: Metrics
  readonly log: Log
  readonly plans: Plans
  readonly types: TaskTypes
  readonly runners: readonly TaskRunner[]
  readonly folders: WorkFolders
  readonly settings: EngineSettings
  /** Decrypts inputs of type SECRET for the attempts that read them. */
  readonly cipher?: Cipher
  readonly host: string
  readonly options: RuntimeOptions
  /** Unless told, one that refuses metadata addresses alone. */
  readonly http?: HttpClient
  /** The engine's own unless told. */
  readonly rules?: EngineRules
}

export interface RuntimeOptions {
  /** Without `executor` this process still creates and kills executions, and leaves the rest to others. */
  readonly roles: readonly Role[]
  /** Attempts that run at once in this process. */
  readonly slots: number
  /** Default: in memory where this process is the only one and has both roles, else through the queue. */
  readonly dispatch?: 'local' | 'joined' | 'separate'
  /** Ended executions are kept this long; for ever unless told. */
  readonly keepExecutionsMs?: number
  /** How long attempts may go on when the process stops. Default 10 s. */
  readonly graceMs?: number
  readonly lane?: Partial<LaneOptions>
  readonly timers?: Partial<TimersOptions>
  readonly liveness?: Partial<LivenessOptions>
  readonly logLimits?: Partial<LogLimits>
  readonly intake?: Partial<IntakeLimits>
  /** A longer attempt reports that it runs. Default 100 ms. */
  readonly startedAfterMs?: number
  /** It does so again from time to time, so that one that nobody waits for any more is found. Default 5 min. */
  readonly repeatStartMs?: number
  /** How long a task may go on after it was told to stop. Default 30 s. */
  readonly stopGraceMs?: number
}

/** Disposing stops it gracefully. */
export interface Runtime extends AsyncDisposable {
  /** New at each start. */
  readonly service: ServiceId
  readonly executions: Executions
  readonly platform: Platform
  readonly setAside: SetAside
  readonly load: () => RuntimeLoad
}

/** How busy this process is. */
export interface RuntimeLoad {
  readonly commandsWaiting: number
  readonly attemptsWaiting: number
  readonly slotsInUse: number
}
