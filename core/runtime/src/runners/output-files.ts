// Finds the files that a command left behind and streams them to the storage.

import { constants } from 'node:fs'
import { glob, open, stat } from 'node:fs/promises'
import path from 'node:path'
import type { AttemptContext, StorageUri } from '@millrace/ports'
import { realPathWithin, relativeName } from './working-path.ts'

/** Files of the runner and of plugins whose names begin so are no output. */
export const PRIVATE_PREFIX = '.millrace-'

type OutputContext = Pick<AttemptContext, 'directory' | 'storage' | 'fileUri'>

async function matchingNames(directory: string, patterns: readonly string[]): Promise<readonly string[]> {
  const names = new Set<string>()
  for await (const name of glob(patterns, { cwd: directory })) {
    if (name !== '.' && !path.basename(name).startsWith(PRIVATE_PREFIX)) names.add(name)
  }
  return [...names].sort()
}

/** The URI of the stored file; undefined for what is no regular file. */
async function storeFile(context: OutputContext, name: string, uri: StorageUri): Promise<string | undefined> {
  const real = await realPathWithin(context.directory, name)
  if (!(await stat(real)).isFile()) return undefined
  // O_NONBLOCK: opening what became a named pipe meanwhile must not wait for its writer.
  await using file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  await context.storage.put(uri, file.createReadStream({ autoClose: false }))
  return uri
}

/**
 * Stores the files that match the patterns; gives relative path → URI. Rejects with MR_TASK_FILE for a link that
 * leaves the folder.
 */
export async function storeOutputFiles(
  context: OutputContext,
  patterns: readonly string[],
  to = context.fileUri,
): Promise<Readonly<Record<string, string>>> {
  if (patterns.length === 0) return {}
  const stored: [string, string][] = []
  for (const name of await matchingNames(context.directory, patterns)) {
    const relative = relativeName(name)
    const uri = await storeFile(context, relative, to(relative))
    if (uri !== undefined) stored.push([name, uri])
  }
  return Object.fromEntries(stored)
}
