/**
 * Scalars for the caller: integers that fit are plain numbers, floating point loses its mark.
 */
import { type Datum, Real, type Value } from './value.ts'

/** A scalar as plain data; lists and maps are passed on as they are. */
export function exactValue(value: Datum): Value {
  if (value instanceof Real) return value.value
  if (typeof value !== 'bigint') return value as Value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
