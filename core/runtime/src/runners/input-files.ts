// Writes the input files of a command into its working folder before it starts.

import { createWriteStream } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { MillraceError } from '@millrace/model'
import type { AttemptContext, Command, StorageUri } from '@millrace/ports'
import { realPathWithin, relativeName } from './working-path.ts'

type InputContext = Pick<AttemptContext, 'directory' | 'storage' | 'signal'>
type Source = Command['inputFiles'][string]

async function writeSource(context: InputContext, file: string, source: Source): Promise<void> {
  if ('text' in source) return writeFile(file, source.text, { flag: 'wx' })
  const stored = await context.storage.get(source.uri as StorageUri)
  await pipeline(Readable.from(stored), createWriteStream(file, { flags: 'wx' }), { signal: context.signal })
}

async function writeInputFile(context: InputContext, name: string, source: Source): Promise<void> {
  const folder = path.dirname(name)
  await mkdir(path.join(context.directory, folder), { recursive: true })
  const target = path.join(await realPathWithin(context.directory, folder), path.basename(name))
  // The folder may be shared with tasks that ran before: a link of theirs must not be written through.
  await rm(target, { force: true })
  await writeSource(context, target, source)
}

function isFileSystemError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'code' in thrown && 'syscall' in thrown
}

/** Rejects with MR_TASK_FILE for names that leave the folder or collide, with the storage's errors, and when aborted. */
export async function writeInputFiles(context: InputContext, files: Command['inputFiles']): Promise<void> {
  for (const [given, source] of Object.entries(files)) {
    const name = relativeName(given)
    try {
      await writeInputFile(context, name, source)
    } catch (cause) {
      if (!isFileSystemError(cause)) throw cause
      throw new MillraceError('MR_TASK_FILE', `The input file "${name}" cannot be written: ${cause.message}`, { cause })
    }
  }
}
