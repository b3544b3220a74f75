// A running process: what the command line, the demo and tests may use of it.

import type { Clock, Ids, Repository, Storage } from '@millrace/ports'
import type { Executions, Flows, InputReader, Log, SetAside } from '@millrace/runtime'

/** Disposing stops everything in the reverse order of its start. */
export interface Application extends AsyncDisposable {
  readonly flows: Flows
  readonly inputs: InputReader
  readonly executions: Executions
  readonly setAside: SetAside
  readonly repository: Repository
  readonly storage: Storage
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** Serves the API; gives its address. Rejects with MR_ADDRESS_IN_USE, and as the server does. */
  listen(options: { readonly host: string; readonly port: number }): Promise<string>
}
