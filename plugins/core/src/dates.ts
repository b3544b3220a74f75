// Instants as flows write them.

import { MillraceError } from '@millrace/sdk-plugin'

/** Milliseconds since the epoch of an ISO-8601 text, in UTC without an offset. Throws MR_TASK_PROPERTY. */
export function instantOf(name: string, text: string): number {
  const written = text.trim()
  const hasOffset = /(Z|[+-]\d{2}:?\d{2})$/i.test(written.slice(10))
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(written)
  const at = /^\d{4}-\d{2}-\d{2}/.test(written) ? Date.parse(isDay || hasOffset ? written : `${written}Z`) : Number.NaN
  if (!Number.isNaN(at)) return at
  throw new MillraceError('MR_TASK_PROPERTY', `\`${name}\` is no ISO-8601 date and time: ${text.slice(0, 100)}`)
}
