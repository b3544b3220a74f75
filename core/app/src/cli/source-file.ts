// Flow files as the command line names them.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf, MillraceError } from '@millrace/model'

/** Rejects with MR_FILE_UNREADABLE. */
export function readSource(file: string, directory: string): string {
  try {
    return readFileSync(resolve(directory, file), 'utf8')
  } catch (error) {
    throw new MillraceError('MR_FILE_UNREADABLE', `${file} cannot be read: ${messageOf(error)}`, { cause: error })
  }
}

/** The same error with the file in its position, and in those of its issues. */
export function inFile(error: MillraceError, file: string): MillraceError {
  return new MillraceError(error.code, error.message, {
    cause: error.cause,
    severity: error.severity,
    issues: error.issues.map((issue) => inFile(issue, file)),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.position === undefined ? {} : { position: { ...error.position, file } }),
  })
}
