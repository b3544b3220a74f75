// A scalar as text.

import type { Json } from '@millrace/model'

/** Empty for what is absent, null, a list or a map. */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
