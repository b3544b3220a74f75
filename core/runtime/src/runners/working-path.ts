// Names of files in the working folder of an attempt: always relative, never out of it, symbolic links included.

import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { MillraceError } from '@millrace/model'

function refuse(name: string, why: string, cause?: unknown): never {
  throw new MillraceError('MR_TASK_FILE', `"${name}" cannot name a file of the working folder: ${why}.`, { cause })
}

/** A relative name without `.` segments. Throws MR_TASK_FILE for one that is absolute or leaves the folder. */
export function relativeName(name: string): string {
  if (/[\0\\]/.test(name)) refuse(name, 'it holds a backslash or a NUL')
  if (path.posix.isAbsolute(name)) refuse(name, 'it is absolute')
  const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (segments.length === 0) refuse(name, 'it is empty')
  if (segments.includes('..')) refuse(name, 'it leaves the folder')
  return segments.join('/')
}

/**
 * A glob without `./` before it. Throws MR_TASK_FILE for one that is absolute or has a `..` segment; what braces may
 * spell is checked with the names that match.
 */
export function relativePattern(pattern: string): string {
  if (pattern.includes('\0')) refuse(pattern, 'it holds a NUL')
  if (path.posix.isAbsolute(pattern)) refuse(pattern, 'it is absolute')
  if (pattern.split('/').includes('..')) refuse(pattern, 'it leaves the folder')
  return pattern.replace(/^(\.\/)+/, '')
}

async function realPathOf(file: string, name: string): Promise<string> {
  try {
    return await realpath(file)
  } catch (cause) {
    return refuse(name, 'it leads nowhere', cause)
  }
}

/** The real path of something in a folder. Throws MR_TASK_FILE when links lead out of it, or nowhere. */
export async function realPathWithin(directory: string, name: string): Promise<string> {
  const root = await realPathOf(directory, '.')
  const real = await realPathOf(path.join(directory, name), name)
  if (real !== root && !real.startsWith(root + path.sep)) refuse(name, 'it is a link that leaves the folder')
  return real
}
