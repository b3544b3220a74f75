// Writes a file whole or not at all: into a temporary file, flushed, then renamed, and the folders flushed too.

import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Bytes } from '@millrace/sdk-adapter'
import { hasCode } from './file-error.ts'

/** How often a folder may vanish, emptied by a removal at the same time, before the write gives up. */
const MAX_TURNS = 20

/** Makes what is entered in a folder survive a power failure. */
async function flushFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

async function writeAll(file: string, content: Bytes | Uint8Array): Promise<number> {
  await using handle = await open(file, 'wx')
  let size = 0
  for await (const chunk of content instanceof Uint8Array ? [content] : content) {
    size += chunk.byteLength
    await handle.writeFile(chunk)
  }
  await handle.sync()
  return size
}

/** Flushes the folders in which `folder` and its parents were entered, up to `firstMade`'s own parent. */
async function flushMade(folder: string, firstMade: string | undefined): Promise<void> {
  await flushFolder(folder)
  if (firstMade === undefined) return
  for (let made = folder; made.length >= firstMade.length; made = path.dirname(made))
    await flushFolder(path.dirname(made))
}

async function moveInto(temporary: string, target: string): Promise<void> {
  const folder = path.dirname(target)
  for (let turn = 1; ; turn += 1) {
    try {
      const firstMade = await mkdir(folder, { recursive: true })
      await rename(temporary, target)
      return await flushMade(folder, firstMade)
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOENT') || turn === MAX_TURNS) throw thrown
    }
  }
}

/** Gives the size in bytes. When it rejects, an older file is as it was, and the temporary file is gone. */
export async function writeDurably(target: string, temporary: string, content: Bytes | Uint8Array): Promise<number> {
  try {
    const size = await writeAll(temporary, content)
    await moveInto(temporary, target)
    return size
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}
