// Repository: the truth. Everything durable that is not a message in flight or a file.

import type { EntityStore } from './entities.ts'
import type { ExecutionQueries } from './executions.ts'
import type { FlowStore, KvStore, LogStore, ServiceStore, SetAsideStore } from './records.ts'
import { token } from './token.ts'

export interface RepositoryCapabilities {
  /** The queue of the same adapter lives in the same database: `Commit.publish` and `acknowledge` are honoured. */
  readonly joinedQueue: boolean
  /** Several processes may open it at once. */
  readonly isShared: boolean
}

export interface Repository extends AsyncDisposable {
  readonly capabilities: RepositoryCapabilities
  readonly entities: EntityStore
  readonly executions: ExecutionQueries
  readonly flows: FlowStore
  readonly logs: LogStore
  readonly kv: KvStore
  readonly services: ServiceStore
  readonly setAside: SetAsideStore
  /** Resolves when a write would work now; rejects with the reason, an `unavailable` error. */
  check(): Promise<void>
}
export const Repository = token<Repository>('Repository')
