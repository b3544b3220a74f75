// What the server needs of the rest. The composition gives it; tests give what they test with.

import type { Clock, Ids, Queue, Repository, Storage } from '@millrace/ports'
import type { Executions, Flows, InputReader, Log } from '@millrace/runtime'
import type { PrometheusMetrics } from './metrics/prometheus.ts'

export interface Health {
  readonly isHealthy: boolean
  /** What is wrong, a sentence each; empty when healthy. */
  readonly reasons: readonly string[]
}

export interface ServerDeps {
  readonly flows: Flows
  readonly executions: Executions
  readonly inputs: InputReader
  readonly repository: Repository
  readonly queue: Pick<Queue, 'publish'>
  readonly storage: Storage
  readonly metrics: PrometheusMetrics
  readonly log: Log
  readonly clock: Clock
  readonly ids: Ids
  health(): Promise<Health>
  readonly options?: ServerOptions
}

export interface ServerOptions {
  /** Names by which clients may reach the server, beside those of the loopback interface. */
  readonly hosts?: readonly string[]
  /** Largest uploaded file, in bytes; 1 GiB unless told. */
  readonly maxUploadBytes?: number
  /** How often a silent event stream shows that it is alive; 15 s unless told. */
  readonly heartbeatMs?: number
  /** How long a client may leave an event stream unread before it is cut off; 30 s unless told. */
  readonly stallMs?: number
  /** Shown by `/api/v1/configs`. */
  readonly version?: string
}
