// Sizes as people write them.

import { MillraceError } from '@millrace/sdk-plugin'

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }

/** Bytes of a number, or of a text as `10MB`, `10 MiB`, `10m`, in powers of 1024. Throws MR_TASK_PROPERTY. */
export function parseBytes(size: number | string): number {
  if (typeof size === 'number') return size
  const match = /^\s*(\d+(?:\.\d+)?)\s*([KMG]?)(?:I?B)?\s*$/i.exec(size)
  const bytes = match === null ? 0 : Math.floor(Number(match[1]) * (UNITS[(match[2] ?? '').toUpperCase()] ?? 0))
  if (bytes > 0) return bytes
  throw new MillraceError('MR_TASK_PROPERTY', `"${size.slice(0, 100)}" is no size.`)
}
