// Working folders of attempts: made when a task first asks for its own, removed after it.

import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

export interface WorkFolders {
  /** Makes an empty folder; gives its path. */
  make(name: string): string
  remove(path: string): Promise<void>
}

/** Folders below `root`. */
export function createWorkFolders(root: string): WorkFolders {
  return {
    make: (name) => {
      const path = join(root, name)
      mkdirSync(path, { recursive: true })
      return path
    },
    remove: (path) => rm(path, { recursive: true, force: true }),
  }
}
