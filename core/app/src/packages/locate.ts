// Finds packages by name, as Node does, from several folders in turn; what ships is found in no other way.

import { existsSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Folders from which packages are looked for, in order: config file, working directory, installation. */
export type SearchFolders = readonly [string, ...string[]]

export interface LocatedPackage {
  readonly name: string
  /** The file `package.json`. */
  readonly manifestFile: string
}

const isPath = (name: string): boolean => name.startsWith('./') || name.startsWith('../') || isAbsolute(name)

/** The package of this name, or of this folder (`./…`, from the first of `folders`); undefined when there is none. */
export function locatePackage(name: string, folders: SearchFolders): LocatedPackage | undefined {
  if (isPath(name)) {
    const manifestFile = join(resolve(folders[0], name), 'package.json')
    return existsSync(manifestFile) ? { name, manifestFile } : undefined
  }
  for (const folder of folders) {
    const manifestFile = manifestFrom(name, folder)
    if (manifestFile !== undefined) return { name, manifestFile }
  }
  return undefined
}

function manifestFrom(name: string, folder: string): string | undefined {
  try {
    return findPackageJSON(name, pathToFileURL(join(folder, 'package.json')))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_INVALID_MODULE_SPECIFIER') return undefined
    throw error
  }
}
