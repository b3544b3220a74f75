// What the server needs of the rest. The composition gives it; tests give what they test with.

import type { ExecutionDocument, ExecutionId, Instant, JsonObject, Label } from '@millrace/model'
import type { Clock, Ids, Queue, Repository, Storage } from '@millrace/ports'
import type { Flows, InputReader, Log } from '@millrace/runtime'
import type { PrometheusMetrics } from './metrics/prometheus.ts'

/** An execution that a caller asks for; its inputs are read and its files stored. */
export interface NewExecution {
  readonly id: ExecutionId
  readonly namespace: string
  readonly flowId: string
  readonly flowRevision: number
  readonly inputs: JsonObject
  /** Beside those of the flow. */
  readonly labels: readonly Label[]
  /** Begins then; at once when absent. */
  readonly scheduledAt?: Instant
}

/** What can be done with executions. */
export interface ExecutionService {
  /** Resolves when the execution is durable; the document is the one in state CREATED. */
  create(request: NewExecution): Promise<ExecutionDocument>
  /** Undefined when there is no such execution. */
  document(id: string): Promise<ExecutionDocument | undefined>
  /** Asks for a kill. Rejects with MR_EXECUTION_NOT_FOUND, or MR_EXECUTION_STATE when it has ended. */
  kill(id: string): Promise<void>
  /** Removes an execution with all that belongs to it. False when there was none. */
  remove(id: string): Promise<boolean>
  /**
   * The document at once and after every change, until the execution has ended or the signal aborts; documents that
   * nobody took are replaced by newer ones. Rejects with MR_EXECUTION_NOT_FOUND.
   */
  follow(id: string, signal: AbortSignal): AsyncIterable<ExecutionDocument>
  /** The document once the execution has ended, or as it is when the signal aborts. Rejects with MR_EXECUTION_NOT_FOUND. */
  waitFor(id: string, signal: AbortSignal): Promise<ExecutionDocument>
}

export interface Health {
  readonly isHealthy: boolean
  /** What is wrong, a sentence each; empty when healthy. */
  readonly reasons: readonly string[]
}

export interface ServerDeps {
  readonly flows: Flows
  readonly executions: ExecutionService
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
