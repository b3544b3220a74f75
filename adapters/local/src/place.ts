// The folders of a storage, and the marker file that gives it an id which all roles can compare.

import { link, mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isMillraceError, MillraceError } from '@millrace/sdk-adapter'
import type { AdapterHost } from '@millrace/sdk-adapter'
import { hasCode, storageFailure } from './file-error.ts'

const MARKER = 'millrace-storage.json'
const TEMPORARY_MAX_AGE_MS = 24 * 60 * 60 * 1000

export interface Place {
  readonly id: string
  /** The real path of the folder below which the files are. */
  readonly files: string
  /** On the same file system, for files being written. */
  readonly temporary: string
}

async function readId(marker: string): Promise<string> {
  const content: unknown = JSON.parse(await readFile(marker, 'utf8'))
  if (typeof content === 'object' && content !== null && 'id' in content && typeof content.id === 'string')
    return content.id
  throw new MillraceError('MR_STORAGE_FAILED', `${marker} holds no id.`)
}

/** Whoever comes first writes it, whole: the content is linked in by the creation of the file. */
async function agreeOnId(root: string, host: AdapterHost): Promise<string> {
  const marker = path.join(root, MARKER)
  const id = host.ids.next()
  const own = path.join(root, `${MARKER}.${id}`)
  try {
    await writeFile(own, `${JSON.stringify({ id })}\n`, { flag: 'wx', flush: true })
    await linkOnce(own, marker)
    return await readId(marker)
  } finally {
    await rm(own, { force: true })
  }
}

async function linkOnce(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (thrown) {
    if (!hasCode(thrown, 'EEXIST')) throw thrown
  }
}

/** What processes that died left behind. */
async function removeStale(temporary: string, now: number): Promise<void> {
  for (const name of await readdir(temporary)) {
    const file = path.join(temporary, name)
    try {
      if (now - (await stat(file)).mtimeMs > TEMPORARY_MAX_AGE_MS) await rm(file, { force: true })
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOENT')) throw thrown
    }
  }
}

/** Makes or finds the folders. Rejects with MR_STORAGE_FAILED. */
export async function openPlace(root: string, host: AdapterHost): Promise<Place> {
  const files = path.join(root, 'files')
  const temporary = path.join(root, 'temporary')
  try {
    await mkdir(files, { recursive: true })
    await mkdir(temporary, { recursive: true })
    await removeStale(temporary, host.clock.now())
    return { id: await agreeOnId(root, host), files: await realpath(files), temporary }
  } catch (thrown) {
    if (isMillraceError(thrown)) throw thrown
    throw storageFailure(thrown, `The storage in ${root} cannot be opened`)
  }
}
