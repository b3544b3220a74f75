/**
 * Paths into values: reading, setting and deleting, without changing what was there.
 */
import { isNumeric, toDouble } from '../values/numbers.ts'
import { type Datum, type DatumMap, emptyMap, isList, isMap, ownEntry } from '../values/value.ts'
import { compare, described, JqError, typeOf } from './values.ts'

export type Path = readonly Datum[]

const MAX_INDEX = 100_000

/** The value at a key: an entry, an item, or a slice; null where there is none. */
export function getKey(value: Datum, key: Datum): Datum {
  if (value === null && !isList(key) && typeof key !== 'boolean') return null
  if (isMap(value) && typeof key === 'string') return ownEntry(value, key) ?? null
  const found = isList(value) ? getItem(value, key) : undefined
  if (found !== undefined) return found
  if (isMap(key) && typeof value === 'string') return value.slice(...bounds(value, key))
  throw new JqError(`Cannot index ${typeOf(value)} with ${typeof key === 'string' ? `"${key}"` : typeOf(key)}`)
}

function getItem(items: readonly Datum[], key: Datum): Datum | undefined {
  if (isMap(key)) return items.slice(...bounds(items, key))
  if (isList(key)) return occurrences(items, key)
  return key !== null && isNumeric(key) ? (items.at(itemIndex(key)) ?? null) : undefined
}

function itemIndex(key: Datum): number {
  return key !== null && isNumeric(key) ? Math.floor(toDouble(key)) || 0 : 0
}

/** Where a list occurs inside another. */
export function occurrences(value: readonly Datum[], wanted: readonly Datum[]): Datum {
  if (wanted.length === 0) return null
  const found: number[] = []
  for (let at = 0; at + wanted.length <= value.length; at += 1) {
    if (wanted.every((item, index) => compare(item, value[at + index] ?? null) === 0)) found.push(at)
  }
  return found
}

function bounds(value: readonly Datum[] | string, key: DatumMap): [number, number] {
  const limit = (name: string, otherwise: number, round: (number: number) => number): number => {
    const given = ownEntry(key, name) ?? null
    if (given === null) return otherwise
    if (!isNumeric(given)) throw new JqError('Start and end indices of an array slice must be numbers')
    const at = round(toDouble(given))
    return Math.min(Math.max(at < 0 ? at + value.length : at, 0), value.length)
  }
  return [limit('start', 0, Math.floor), limit('end', value.length, Math.ceil)]
}

export function getPath(value: Datum, path: Path): Datum {
  return path.reduce<Datum>((inner, key) => (inner === null ? null : getKey(inner, key)), value)
}

/** The value with another one at a path. */
export function setPath(value: Datum, path: Path, change: (old: Datum) => Datum): Datum {
  const [key, ...rest] = path
  if (key === undefined) return change(value)
  if (typeof key === 'string') return setEntry(value, key, (old) => setPath(old, rest, change))
  if (isMap(key)) return setSlice(value, key, (old) => setPath(old, rest, change))
  if (key === null || !isNumeric(key)) throw new JqError(`Cannot update ${typeOf(value)} at ${described(key)}`)
  return setItem(value, itemIndex(key), (old) => setPath(old, rest, change))
}

type Change = (old: Datum) => Datum

function setEntry(value: Datum, key: string, change: Change): Datum {
  if (value !== null && !isMap(value)) throw new JqError(`Cannot index ${typeOf(value)} with "${key}"`)
  const entries = Object.assign(emptyMap(), value ?? {})
  entries[key] = change(entries[key] ?? null)
  return entries
}

function setItem(value: Datum, index: number, change: Change): Datum {
  if (value !== null && !isList(value)) throw new JqError(`Cannot index ${typeOf(value)} with number`)
  const items = [...(value ?? [])]
  const at = index < 0 ? index + items.length : index
  if (at < 0) throw new JqError('Out of bounds negative array index')
  if (at > MAX_INDEX) throw new JqError('Array index too large')
  while (items.length < at) items.push(null)
  items[at] = change(items[at] ?? null)
  return items
}

function setSlice(value: Datum, key: DatumMap, change: Change): Datum {
  if (value !== null && !isList(value)) throw new JqError(`Cannot update field at object index of ${typeOf(value)}`)
  const items = value ?? []
  const [from, to] = bounds(items, key)
  const changed = change(items.slice(from, to))
  if (!isList(changed)) throw new JqError('A slice of an array can only be assigned another array')
  return [...items.slice(0, from), ...changed, ...items.slice(Math.max(from, to))]
}

/** The value without what is at the paths. */
export function deletePaths(value: Datum, paths: readonly Path[]): Datum {
  return paths.toSorted((left, right) => compare([...right], [...left])).reduce<Datum>(deletePath, value)
}

function deletePath(value: Datum, path: Path): Datum {
  const [key, ...rest] = path
  if (value === null || key === undefined) return null
  if (rest.length > 0)
    return getKey(value, key) === null ? value : setPath(value, [key], (old) => deletePath(old, rest))
  if (isMap(value) && typeof key === 'string')
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
  if (isList(value) && key !== null && isNumeric(key)) return withoutItem(value, itemIndex(key))
  if (isList(value) && isMap(key)) return setSlice(value, key, () => [])
  throw new JqError(`Cannot delete field of ${typeOf(value)} at ${described(key)}`)
}

function withoutItem(items: readonly Datum[], index: number): Datum {
  const at = index < 0 ? index + items.length : index
  return items.filter((_, position) => position !== at)
}
