// Keys of pages: the sort values of the last item, opaque to callers.

import { MillraceError } from '@millrace/model'

export type CursorValue = string | number

/** The text of a page key. */
export function encodeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** The sort values of a page key; rejects with MR_REQUEST_INVALID what `encodeCursor` did not make with as many values. */
export function decodeCursor(cursor: string, count: number): readonly CursorValue[] {
  const values = parsed(cursor)
  if (!Array.isArray(values) || values.length !== count || !values.every(isCursorValue)) {
    throw new MillraceError('MR_REQUEST_INVALID', 'The key of the page is not one that a page gave.')
  }
  return values
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch (cause) {
    throw new MillraceError('MR_REQUEST_INVALID', 'The key of the page is not one that a page gave.', { cause })
  }
}

function isCursorValue(value: unknown): value is CursorValue {
  return typeof value === 'string' || typeof value === 'number'
}
