// Finds programs before they are started, so that a missing one is told by its name.

import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import path from 'node:path'
import { MillraceError } from '@millrace/model'

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return false
    throw thrown
  }
}

/** The path of a program: by its name on the search path, or as written when it holds a slash. */
export async function findProgram(name: string, searchPath: string, directory: string): Promise<string> {
  const folders = name.includes('/') ? [directory] : searchPath.split(path.delimiter).filter((folder) => folder !== '')
  for (const folder of folders) {
    const file = path.resolve(directory, folder, name)
    if (await isExecutable(file)) return file
  }
  const place = name.includes('/') ? '' : ` on the search path of the worker (${searchPath})`
  throw new MillraceError('MR_SCRIPT_INTERPRETER', `There is no program "${name}"${place}.`, {
    hint: 'Install it where the worker runs, or name another interpreter.',
  })
}
