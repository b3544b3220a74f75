// Errors of the file system as errors of the storage.

import { isMillraceError, messageOf, MillraceError } from '@millrace/sdk-adapter'

/** Whether a file-system call failed with one of these codes. */
export function hasCode(thrown: unknown, ...codes: readonly string[]): boolean {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && codes.includes(thrown.code)
}

/** Nothing is there, or a file is where a folder would have to be. */
export function isAbsence(thrown: unknown): boolean {
  return hasCode(thrown, 'ENOENT', 'ENOTDIR')
}

/** MR_STORAGE_FAILED around an error of the file system; other errors stay what they are. */
export function storageFailure(thrown: unknown, what: string): unknown {
  const isOfTheFileSystem = thrown instanceof Error && 'code' in thrown && 'syscall' in thrown
  if (isMillraceError(thrown) || !isOfTheFileSystem) return thrown
  return new MillraceError('MR_STORAGE_FAILED', `${what}: ${messageOf(thrown)}`, { cause: thrown })
}
