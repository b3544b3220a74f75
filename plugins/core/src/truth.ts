// What is true in a condition that was rendered.

import type { Json } from '@millrace/sdk-plugin'

const FALSE_TEXTS: ReadonlySet<string> = new Set(['', 'false', '0', '-0'])

/** As conditions of flows are read: absent from a text, `false`, and zero are false, everything else is true. */
export function isTrue(condition: Json): boolean {
  return typeof condition === 'string' ? !FALSE_TEXTS.has(condition.trim()) : Boolean(condition)
}
