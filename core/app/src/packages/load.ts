// Imports plugins and adapters by package name. Importing does nothing; what is exported is plain data.

import { pathToFileURL } from 'node:url'
import { isJsonObject, messageOf, MillraceError } from '@millrace/model'
import type { AdapterDefinition, PluginDefinition } from '@millrace/ports'
import type { SearchFolders } from './locate.ts'
import { findEntry, INVALID, type PackageEntry, type PackageKind } from './manifest.ts'

export interface LoadedPlugin {
  readonly entry: PackageEntry
  readonly definition: PluginDefinition
}

export interface LoadedAdapter {
  readonly entry: PackageEntry
  readonly definition: AdapterDefinition
}

/** In the order given. Rejects with MR_PLUGIN_NOT_FOUND or MR_PLUGIN_INVALID. */
export async function loadPlugins(names: readonly string[], folders: SearchFolders): Promise<readonly LoadedPlugin[]> {
  return await Promise.all(names.map(async (name) => await loadPlugin(name, folders)))
}

async function loadPlugin(name: string, folders: SearchFolders): Promise<LoadedPlugin> {
  const entry = findEntry('plugin', name, folders)
  const definition = await importDefinition('plugin', entry)
  if (isPlugin(definition)) return { entry, definition }
  throw noDefinition('plugin', entry, '`name`, `title` and `tasks`')
}

/** Rejects with MR_ADAPTER_NOT_FOUND or MR_ADAPTER_INVALID. */
export async function loadAdapter(name: string, folders: SearchFolders): Promise<LoadedAdapter> {
  const entry = findEntry('adapter', name, folders)
  const definition = await importDefinition('adapter', entry)
  if (isAdapter(definition)) return { entry, definition }
  throw noDefinition('adapter', entry, '`name`, `options` and `open`')
}

async function importDefinition(kind: PackageKind, entry: PackageEntry): Promise<unknown> {
  try {
    const module: unknown = await import(pathToFileURL(entry.file).href)
    return isJsonObject(module) ? (module[kind] ?? module['default']) : undefined
  } catch (error) {
    throw new MillraceError(INVALID[kind], `The ${kind} "${entry.name}" cannot be loaded: ${messageOf(error)}`, {
      cause: error,
      hint: `Its entry is ${entry.file}.`,
    })
  }
}

function isPlugin(value: unknown): value is PluginDefinition {
  const candidate: Readonly<Record<string, unknown>> = isJsonObject(value) ? value : {}
  return typeof candidate['name'] === 'string' && Array.isArray(candidate['tasks'])
}

function isAdapter(value: unknown): value is AdapterDefinition {
  const candidate: Readonly<Record<string, unknown>> = isJsonObject(value) ? value : {}
  return typeof candidate['open'] === 'function' && isJsonObject(candidate['options'])
}

function noDefinition(kind: PackageKind, entry: PackageEntry, members: string): MillraceError {
  return new MillraceError(INVALID[kind], `The ${kind} "${entry.name}" exports no ${kind} definition.`, {
    hint: `${entry.file} must export \`${kind}\`, an object with ${members}.`,
  })
}
