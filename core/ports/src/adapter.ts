// What an adapter is: a package that opens a queue, a repository, a storage or secrets for the core.

import type { Clock, Ids } from './clock.ts'
import type { JsonSchema } from './plugin.ts'
import type { Queue } from './queue.ts'
import type { Repository } from './repository.ts'
import type { Secrets } from './secrets.ts'
import type { Storage } from './storage.ts'

/** What the core hands to an adapter. */
export interface AdapterHost {
  readonly clock: Clock
  readonly ids: Ids
  /** A folder that this installation may write to; databases and files live below it. */
  readonly dataDirectory: string
  /** This process, or this lane of it. */
  readonly service: string
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** What an adapter gives; each part may be absent. Disposing closes all of it. */
export interface OpenAdapter extends AsyncDisposable {
  readonly queue?: Queue
  readonly repository?: Repository
  readonly storage?: Storage
  readonly secrets?: Secrets
  /** How many executor lanes it wants in a process; 1 unless told. */
  readonly lanes?: number
}

export interface AdapterDefinition {
  readonly name: string
  /** JSON Schema of its section in `millrace.yml`. */
  readonly options: JsonSchema
  /** Connects, and brings the schema up to date. Rejects with a MillraceError. */
  open(options: never, host: AdapterHost): Promise<OpenAdapter>
}
