// Opens the adapters that the configuration names: each package once for all ports that choose it with the same options.

import { Ajv } from 'ajv'
import { MillraceError } from '@millrace/model'
import type { AdapterHost, OpenAdapter } from '@millrace/ports'
import type { AdaptedPort, AdapterChoice, Config } from '../config/config.ts'
import { findingsOf, refuse } from '../config/findings.ts'
import { loadAdapter, type LoadedAdapter } from '../packages/load.ts'
import { locatePackage, type SearchFolders } from '../packages/locate.ts'
import { withoutQueue } from './repository-view.ts'

/** What the adapters gave for the ports that were asked for. */
export interface OpenAdapters extends Pick<OpenAdapter, AdaptedPort> {
  /** How many executor loops the queue's adapter wants. */
  readonly lanes: number
}

export interface OpenOptions {
  readonly ports: readonly AdaptedPort[]
  /** What is open is pushed on it. */
  readonly stack: AsyncDisposableStack
}

/**
 * Rejects with MR_ADAPTER_NOT_FOUND, MR_ADAPTER_INVALID, MR_CONFIG_INVALID for wrong options, or what an adapter itself
 * rejects with.
 */
export async function openAdapters(
  config: Config,
  host: AdapterHost,
  { ports, stack }: OpenOptions,
): Promise<OpenAdapters> {
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
  const chosen: Partial<Record<AdaptedPort, OpenAdapter>> = {}
  const parts: { -readonly [Port in AdaptedPort]?: OpenAdapter[Port] } = {}
  for (const port of ports) {
    chosen[port] = await open(port)
    Object.assign(parts, { [port]: partOf(chosen[port], port, config) })
  }
  if (parts.repository !== undefined && chosen.queue !== chosen.repository)
    parts.repository = withoutQueue(parts.repository)
  return { ...parts, lanes: chosen.queue?.lanes ?? 1 }
}

/** `sqlite` is short for `@millrace/adapter-sqlite`; what is no short name is a package or a folder. */
function packageOf(type: string, folders: SearchFolders): string {
  if (type.includes('/') || type.startsWith('.')) return type
  const shipped = `@millrace/adapter-${type}`
  const isOwnPackage = locatePackage(shipped, folders) === undefined && locatePackage(type, folders) !== undefined
  return isOwnPackage ? type : shipped
}

/** The options, checked against the adapter's schema, its defaults filled in. */
function optionsOf(loaded: LoadedAdapter, choice: AdapterChoice, config: Config): object {
  const options: unknown = structuredClone(choice.options)
  const check = new Ajv({ allErrors: true, verbose: true, strict: false, useDefaults: true }).compile<object>(
    loaded.definition.options,
  )
  if (check(options)) return options
  const positionOf = ([key]: readonly (string | number)[]) => choice.positions[String(key)]
  return refuse(findingsOf(check.errors ?? [], positionOf), config.file ?? `of ${choice.type}`)
}

function partOf<P extends AdaptedPort>(adapter: OpenAdapter, port: P, config: Config): NonNullable<OpenAdapter[P]> {
  const part = adapter[port]
  if (part !== undefined) return part
  throw new MillraceError('MR_ADAPTER_INVALID', `The adapter "${config.adapters[port].type}" has no ${port}.`, {
    hint: `Name one that has under "${port}:" in the configuration.`,
  })
}
