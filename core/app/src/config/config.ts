// The configuration of a process, complete: every default is filled in, every path is absolute.

import type { JsonObject, PluginDefault, Position } from '@millrace/model'
import type { SearchFolders } from '../packages/locate.ts'
import type { Environment } from './substitute.ts'

/** What an adapter can be chosen for. */
export const ADAPTED_PORTS = ['queue', 'repository', 'storage', 'secrets'] as const
export type AdaptedPort = (typeof ADAPTED_PORTS)[number]

export interface AdapterChoice {
  /** As the configuration names it: a short name, a package, or a folder. */
  readonly type: string
  readonly options: JsonObject
  /** Where the options stand in the file, for what is said about them. */
  readonly positions: Readonly<Record<string, Position>>
}

export interface Config {
  /** Absolute; undefined when there is none. */
  readonly file?: string
  readonly dataDirectory: string
  /** Where plugins and adapters are looked for. */
  readonly searchFolders: SearchFolders
  readonly host: string
  readonly port: number
  /** Attempts at a time; undefined: 8 × the cores. */
  readonly workerThreads?: number
  /** Executor loops; undefined: as many as the queue's adapter asks for. */
  readonly lanes?: number
  /** Ended executions older than this are removed; undefined: none are. */
  readonly retentionMs?: number
  readonly adapters: Readonly<Record<AdaptedPort, AdapterChoice>>
  /** Packages, those that ship first. */
  readonly plugins: readonly string[]
  readonly globals: JsonObject
  /** Environment variables with this prefix are `envs` in expressions. */
  readonly environmentPrefix: string
  readonly pluginDefaults: readonly PluginDefault[]
  readonly encryptionKey?: string
  /** Requests of flows may not reach private networks. */
  readonly deniesPrivateHttp: boolean
  readonly timeZone: string
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/** What ships, by the names under which it is found; nothing else in the core knows them. */
export const DEFAULT_ADAPTERS: Readonly<Record<AdaptedPort, string>> = {
  queue: 'sqlite',
  repository: 'sqlite',
  storage: 'local',
  secrets: 'local',
}
export const SHIPPED_PLUGINS: readonly string[] = [
  '@millrace/plugin-core',
  '@millrace/plugin-http',
  '@millrace/plugin-script',
]

/** What the command line says goes before what the file says. */
export interface ConfigSource {
  /** The file; without it `millrace.yml` of the working directory is read where there is one. */
  readonly file?: string
  readonly directory: string
  readonly environment: Environment
  readonly overrides?: { readonly port?: number; readonly host?: string; readonly data?: string }
}
