// What SQLite's result codes mean to callers: trouble with the disk or a lock is `unavailable` and may pass.

import { isMillraceError, messageOf, MillraceError } from '@millrace/sdk-adapter'

// https://sqlite.org/rescode.html, primary codes.
export const SQLITE_BUSY = 5
const TOO_BIG = 18
const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [SQLITE_BUSY, 'is locked by another program'],
  [6, 'is locked by another connection'],
  [7, 'could not be given memory'],
  [8, 'is read-only'],
  [10, 'could not be read or written'],
  [11, 'is damaged'],
  [13, 'has no space left'],
  [14, 'cannot be opened'],
  [26, 'is not an SQLite file'],
])

/** The primary result code of what node:sqlite threw; undefined for anything else. */
export function resultCode(thrown: unknown): number | undefined {
  const code = typeof thrown === 'object' && thrown !== null && 'errcode' in thrown ? thrown.errcode : undefined
  return typeof code === 'number' ? code & 0xff : undefined
}

/** Whether the trouble lies with the file or the disk, not with the statement. */
export function isUnavailable(thrown: unknown): boolean {
  const code = resultCode(thrown)
  return code !== undefined && UNAVAILABLE.has(code)
}

/** A MillraceError for whatever was thrown. */
export function databaseError(cause: unknown): MillraceError {
  if (isMillraceError(cause)) return cause
  const code = resultCode(cause)
  const meaning = code === undefined ? undefined : UNAVAILABLE.get(code)
  if (meaning !== undefined)
    return new MillraceError('MR_DATABASE_UNAVAILABLE', `The database ${meaning}: ${messageOf(cause)}.`, { cause })
  if (code === TOO_BIG)
    return new MillraceError('MR_REQUEST_TOO_LARGE', 'A value is larger than SQLite can hold.', { cause })
  return new MillraceError('MR_INTERNAL', `A statement failed: ${messageOf(cause)}.`, { cause })
}
