/**
 * The result for the caller: integers that fit become plain numbers again, and values shared
 * inside a result count each time, so that a small expression cannot make an enormous one.
 */
import { exactValue } from '../values/plain.ts'
import { type Datum, isList, isMap, Real, type Value } from '../values/value.ts'
import type { Frame } from './frame.ts'
import { settle, sizeOf } from './settle.ts'
import { overLimit } from './signals.ts'

/** A value without the marks that evaluation puts on numbers. */
export function unwrap(frame: Frame, datum: Datum): Value {
  if (typeof datum === 'object' && datum !== null) {
    settle(frame, datum)
    if (sizeOf(datum) > frame.limits.values) throw overLimit(`more than ${frame.limits.values} values`)
  }
  return plain(datum, new Map())
}

function plain(datum: Datum, done: Map<object, Value>): Value {
  if (typeof datum !== 'object' || datum === null || datum instanceof Real) return exactValue(datum)
  const known = done.get(datum)
  if (known !== undefined) return known
  const value = isList(datum) ? list(datum, done) : map(datum, done)
  done.set(datum, value)
  return value
}

function list(items: readonly Datum[], done: Map<object, Value>): Value {
  const values = items.map((item) => plain(item, done))
  return values.every((value, index) => value === items[index]) ? (items as readonly Value[]) : values
}

function map(datum: Datum, done: Map<object, Value>): Value {
  if (!isMap(datum)) return null
  let same = true
  const entries = Object.create(null) as { [key: string]: Value }
  for (const key of Object.keys(datum)) {
    const value = plain(datum[key] ?? null, done)
    same &&= value === datum[key]
    entries[key] = value
  }
  return same ? (datum as { readonly [key: string]: Value }) : entries
}
