// Walks and empties folders while others write and remove in them.

import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { hasCode, isAbsence } from './file-error.ts'

/** How often a folder inside may vanish during one walk before it gives up. */
const MAX_TURNS = 20

/** Paths of the regular files below a folder; links are not followed and not among them. */
export async function regularFilesBelow(folder: string): Promise<readonly string[]> {
  for (let turn = 1; ; turn += 1) {
    try {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
    } catch (thrown) {
      // A folder inside was removed during the walk; when the folder itself is gone, `stat` says so.
      if (!isAbsence(thrown) || turn === MAX_TURNS) throw thrown
      await stat(folder)
    }
  }
}

/** False when somebody else removed the file meanwhile. */
export async function removeOne(file: string): Promise<boolean> {
  try {
    await rm(file)
    return true
  } catch (thrown) {
    if (isAbsence(thrown)) return false
    throw thrown
  }
}

/** Removes all that is in a folder; a folder that is gone is empty. */
export async function emptyFolder(folder: string): Promise<void> {
  try {
    for (const name of await readdir(folder))
      await rm(path.join(folder, name), { recursive: true, force: true, maxRetries: 3 })
  } catch (thrown) {
    if (!isAbsence(thrown)) throw thrown
  }
}

/** Removes the folder at `segments` below the root and its parents, as far as they are empty. */
export async function removeEmptyFolders(root: string, segments: readonly string[]): Promise<void> {
  for (let length = segments.length; length > 0; length -= 1) {
    try {
      await rmdir(path.join(root, ...segments.slice(0, length)))
    } catch (thrown) {
      if (hasCode(thrown, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return
      throw thrown
    }
  }
}
