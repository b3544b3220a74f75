// Opens the adapters that the configuration names: each package once for all ports that choose it with the same options.

import { Ajv } from 'ajv'
import { MillraceError } from '@millrace/model'
import type { AdapterHost, OpenAdapter, Repository } from '@millrace/ports'
import { ADAPTED_PORTS, type AdaptedPort, type AdapterChoice, type Config } from '../config/config.ts'
import { findingsOf, refuse } from '../config/findings.ts'
import { loadAdapter, type LoadedAdapter } from '../packages/load.ts'
import { locatePackage, type SearchFolders } from '../packages/locate.ts'

/** The parts of the open adapters, by the port that chose them; `lanes` is what the queue's adapter asks for. */
export interface OpenAdapters {
  readonly queue: NonNullable<OpenAdapter['queue']>
  readonly repository: NonNullable<OpenAdapter['repository']>
  readonly storage: NonNullable<OpenAdapter['storage']>
  readonly secrets: NonNullable<OpenAdapter['secrets']>
  readonly lanes: number
}

/**
 * What is open is pushed on `stack`. Rejects with MR_ADAPTER_NOT_FOUND, MR_ADAPTER_INVALID, MR_CONFIG_INVALID for wrong
 * options, or what the adapter itself rejects with.
 */
export async function openAdapters(config: Config, host: AdapterHost, stack: AsyncDisposableStack): Promise<OpenAdapters> {
  const opened = new Map<string, OpenAdapter>()
  const open = async (port: AdaptedPort): Promise<OpenAdapter> => {
    const choice = config.adapters[port]
    const key = JSON.stringify([choice.type, choice.options])
    const existing = opened.get(key)
    if (existing !== undefined) return existing
    const loaded = await loadAdapter(packageOf(choice.type, config.searchFolders), config.searchFolders)
    const adapter = stack.use(await loaded.definition.open(optionsOf(loaded, choice, config) as never, host))
    opened.set(key, adapter)
    return adapter
  }
  const parts: Partial<Record<AdaptedPort, OpenAdapter>> = {}
  for (const port of ADAPTED_PORTS) parts[port] = await open(port)
  const repository = partOf(parts, 'repository', config)
  return {
    queue: partOf(parts, 'queue', config),
    repository: parts.queue === parts.repository ? repository : withoutQueue(repository),
    storage: partOf(parts, 'storage', config),
    secrets: partOf(parts, 'secrets', config),
    lanes: parts.queue?.lanes ?? 1,
  }
}

/** The repository of an adapter whose own queue is not the one in use: a commit publishes nothing. */
function withoutQueue(repository: Repository): Repository {
  const { entities, executions, flows, logs, kv, services, setAside } = repository
  return {
    capabilities: { ...repository.capabilities, joinedQueue: false },
    entities, executions, flows, logs, kv, services, setAside,
    check: () => repository.check(),
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  }
}

/** `sqlite` is short for `@millrace/adapter-sqlite`; what is no short name is a package or a folder. */
export function packageOf(type: string, folders: SearchFolders): string {
  if (type.includes('/') || type.startsWith('.')) return type
  const shipped = `@millrace/adapter-${type}`
  const isOwnPackage = locatePackage(shipped, folders) === undefined && locatePackage(type, folders) !== undefined
  return isOwnPackage ? type : shipped
}

/** The options, checked against the adapter's schema, its defaults filled in. */
function optionsOf(loaded: LoadedAdapter, choice: AdapterChoice, config: Config): object {
  const options: unknown = structuredClone(choice.options)
  const check = new Ajv({ allErrors: true, verbose: true, strict: false, useDefaults: true }).compile<object>(loaded.definition.options)
  if (check(options)) return options
  const positionOf = ([key]: readonly (string | number)[]) => choice.positions[String(key)]
  return refuse(findingsOf(check.errors ?? [], positionOf), config.file ?? `of ${choice.type}`)
}

function partOf<P extends AdaptedPort>(
  parts: Partial<Record<AdaptedPort, OpenAdapter>>,
  port: P,
  config: Config,
): NonNullable<OpenAdapter[P]> {
  const part = parts[port]?.[port]
  if (part !== undefined) return part
  throw new MillraceError('MR_ADAPTER_INVALID', `The adapter "${config.adapters[port].type}" has no ${port}.`, {
    hint: `Name one that has under "${port}:" in the configuration.`,
  })
}
