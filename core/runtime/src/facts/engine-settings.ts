// What every decision and every attempt may know of the installation: from the configuration.

import type { JsonObject } from '@millrace/model'

export interface EngineSettings {
  /** Time zone of date expressions: an IANA name. */
  readonly zone: string
  /** Global variables: `globals.…` in expressions. */
  readonly globals: JsonObject
  /** Variables of the environment that flows may read: `envs.…`. */
  readonly envs: JsonObject
}
