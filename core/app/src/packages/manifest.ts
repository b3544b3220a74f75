// What a package says about itself under the key `millrace` of its package.json: what it is, where its entry lies,
// and for which version of the API it was made.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isJsonObject, messageOf, MillraceError, type ErrorCode } from '@millrace/model'
import { locatePackage, type LocatedPackage, type SearchFolders } from './locate.ts'

/** The version of the interface between the core and its plugins and adapters. */
const API_VERSION = 1

export type PackageKind = 'plugin' | 'adapter'

export interface PackageEntry {
  readonly name: string
  readonly version: string
  /** The file to import. */
  readonly file: string
}

const NOT_FOUND: Readonly<Record<PackageKind, ErrorCode>> = {
  plugin: 'MR_PLUGIN_NOT_FOUND',
  adapter: 'MR_ADAPTER_NOT_FOUND',
}
export const INVALID: Readonly<Record<PackageKind, ErrorCode>> = {
  plugin: 'MR_PLUGIN_INVALID',
  adapter: 'MR_ADAPTER_INVALID',
}

/** Rejects with MR_PLUGIN_NOT_FOUND, MR_ADAPTER_NOT_FOUND, or the …_INVALID of what the package should have been. */
export function findEntry(kind: PackageKind, name: string, folders: SearchFolders): PackageEntry {
  const located = locatePackage(name, folders)
  if (located === undefined) {
    throw new MillraceError(NOT_FOUND[kind], `The ${kind} package "${name}" is not installed.`, {
      hint: `Install it with \`npm install ${name}\`. Looked from ${[...new Set(folders)].join(', ')}.`,
    })
  }
  return entryOf(kind, located)
}

function entryOf(kind: PackageKind, located: LocatedPackage): PackageEntry {
  const manifest = readManifest(kind, located)
  const own = manifest['millrace']
  if (!isJsonObject(own) || typeof own[kind] !== 'string') {
    throw new MillraceError(INVALID[kind], `The package "${located.name}" is no ${kind}.`, {
      hint: `Its package.json must have "millrace": { "${kind}": "./entry.js", "api": ${API_VERSION} }.`,
    })
  }
  if (own['api'] !== API_VERSION) {
    const made = own['api'] === undefined ? 'names no API version' : `is made for API ${JSON.stringify(own['api'])}`
    throw new MillraceError(
      INVALID[kind],
      `The ${kind} "${located.name}" ${made}; this Millrace has API ${API_VERSION}.`,
      {
        hint: `Install a version of ${located.name} that is made for API ${API_VERSION}.`,
      },
    )
  }
  const file = runsFromSource() ? (sourceOf(manifest['exports'], own[kind]) ?? own[kind]) : own[kind]
  const version = typeof manifest['version'] === 'string' ? manifest['version'] : '0.0.0'
  return { name: located.name, version, file: join(dirname(located.manifestFile), file) }
}

function readManifest(kind: PackageKind, located: LocatedPackage): Readonly<Record<string, unknown>> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(located.manifestFile, 'utf8'))
    if (isJsonObject(manifest)) return manifest
  } catch (error) {
    throw new MillraceError(INVALID[kind], `${located.manifestFile} cannot be read: ${messageOf(error)}`, {
      cause: error,
    })
  }
  throw new MillraceError(INVALID[kind], `${located.manifestFile} is no JSON object.`)
}

/** Unbuilt, as in a clone: then the entry of a package that is unbuilt too is the `source` of the same export. */
const runsFromSource = (): boolean => import.meta.url.endsWith('.ts')

function sourceOf(exports: unknown, entry: string): string | undefined {
  if (!isJsonObject(exports)) return undefined
  for (const target of Object.values(exports)) {
    if (!isJsonObject(target) || target['default'] !== entry) continue
    if (typeof target['source'] === 'string') return target['source']
  }
  return undefined
}
