// Fills in what a configuration leaves out.

import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isJsonObject, parseDuration, type JsonObject, type PluginDefault, type Position } from '@millrace/model'
import {
  DEFAULT_ADAPTERS,
  SHIPPED_PLUGINS,
  type AdaptedPort,
  type AdapterChoice,
  type Config,
  type ConfigSource,
} from './config.ts'
import type { PositionOf } from './findings.ts'
import type { WrittenConfig } from './schema.ts'

/** Where this package lies: packages that are installed beside it are found from here. */
const INSTALLATION = dirname(fileURLToPath(import.meta.url))

interface Place extends ConfigSource {
  /** Relative paths are meant from here. */
  readonly folder: string
}

export function complete(
  { written, positionOf }: { written: WrittenConfig; positionOf: PositionOf },
  place: Place,
): Config {
  const { overrides = {}, folder } = place
  const { variables = {}, encryption } = written
  return {
    ...(place.file === undefined ? {} : { file: place.file }),
    dataDirectory: dataDirectoryOf(written, place),
    searchFolders: [folder, place.directory, INSTALLATION],
    ...serverOf(written, overrides),
    adapters: adaptersOf(written, positionOf),
    plugins: [...new Set([...SHIPPED_PLUGINS, ...(written.plugins ?? [])])],
    globals: objectOf(variables.globals),
    environmentPrefix: variables['env-prefix'] ?? 'ENV_',
    pluginDefaults: (written['plugin-defaults'] ?? []) as readonly PluginDefault[],
    ...(encryption === undefined ? {} : { encryptionKey: encryption.key }),
    deniesPrivateHttp: isHttpPrivateDenied(written),
    timeZone: written['time-zone'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    logLevel: written.log?.level ?? 'info',
  }
}

function isHttpPrivateDenied({ http }: WrittenConfig): boolean {
  return http?.['deny-private'] === true
}

/** A folder of the file is meant from the file, one of the command line from the working directory. */
function dataDirectoryOf({ data = '.millrace' }: WrittenConfig, { folder, directory, overrides }: Place): string {
  return overrides?.data === undefined ? resolve(folder, data) : resolve(directory, overrides.data)
}

type ServerConfig = Pick<Config, 'host' | 'port' | 'workerThreads' | 'lanes' | 'retentionMs'>

function serverOf({ server = {} }: WrittenConfig, overrides: NonNullable<ConfigSource['overrides']>): ServerConfig {
  const threads = server.worker?.threads
  const lanes = server.executor?.lanes
  return {
    host: overrides.host ?? server.host ?? '127.0.0.1',
    port: overrides.port ?? server.port ?? 8080,
    ...(threads === undefined ? {} : { workerThreads: threads }),
    ...(lanes === undefined ? {} : { lanes }),
    ...(server.retention === undefined ? {} : { retentionMs: parseDuration(server.retention.age) ?? 0 }),
  }
}

function adaptersOf(written: WrittenConfig, positionOf: PositionOf): Readonly<Record<AdaptedPort, AdapterChoice>> {
  const choice = (port: AdaptedPort): AdapterChoice => choiceOf(written, port, positionOf)
  return {
    queue: choice('queue'),
    repository: choice('repository'),
    storage: choice('storage'),
    secrets: choice('secrets'),
  }
}

/** Options stand in the section that is named like the adapter; those of the choice itself go before them. */
function choiceOf(written: WrittenConfig, port: AdaptedPort, positionOf: PositionOf): AdapterChoice {
  const choice = written[port] ?? DEFAULT_ADAPTERS[port]
  const { type, ...own } = typeof choice === 'string' ? { type: choice } : choice
  const section = objectOf(Object.entries(written).find(([key]) => key === type)?.[1])
  const positions: Record<string, Position> = {}
  for (const [place, options] of [
    [type, section],
    [port, own],
  ] as const) {
    for (const key of Object.keys(options)) {
      const position = positionOf([place, key])
      if (position !== undefined) positions[key] = position
    }
  }
  return { type, options: { ...section, ...objectOf(own) }, positions }
}

const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {})
