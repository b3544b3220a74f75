/**
 * What counts as true: booleans, numbers other than 0, texts other than the empty one.
 * Lists and maps are no conditions; null is one only for `?:`.
 */
import { isNumeric, toDouble } from '../values/numbers.ts'
import type { Datum } from '../values/value.ts'
import { wrongType } from './signals.ts'
import { className } from '../values/class-name.ts'

/** Whether a value holds; fails for null, lists and maps. */
export function holds(value: Datum, where: string): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return value !== ''
  if (value === null) throw wrongType(`${where} got null where a condition is expected`)
  if (isNumeric(value)) {
    const double = toDouble(value)
    return double !== 0 && !Number.isNaN(double)
  }
  throw wrongType(`${where} got a ${className(value)} where a condition is expected`)
}
