/**
 * From what a name or member turned out to be to a value that can be used whole: lazy maps are
 * read, and what is not loaded becomes a need. Each plain container is looked through once.
 */
import { LazyMap, type Datum, emptyMap, isList, type Raw, Real, Unloaded } from '../values/value.ts'
import type { Frame } from './frame.ts'
import type { Need } from './needs.ts'
import { Failure, overLimit, Wanting } from './signals.ts'

const MAX_DEPTH = 256

// How many values a plain container holds, nested ones included; only containers with nothing to settle.
const sizes = new WeakMap<object, number>()

/** The value in full; throws needs for its parts that are not loaded. */
export function settle(frame: Frame, raw: Raw): Datum {
  if (typeof raw !== 'object' || raw === null || raw instanceof Real) return raw
  if (sizes.has(raw)) return raw as Datum
  const wanted: Need[] = []
  const value = settled(frame, raw, wanted, 0)
  if (wanted.length > 0) throw new Wanting(wanted)
  return value
}

/** How many values a settled value holds, so that shared ones cannot grow without bound. */
export function sizeOf(value: Datum): number {
  return typeof value === 'object' && value !== null ? (sizes.get(value) ?? 1) : 1
}

/** About how many characters of work a value is to whatever reads it whole. */
export function weightOf(value: Datum): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  return (sizes.get(value) ?? (isList(value) ? value.length : 1)) * CHARACTERS_PER_VALUE
}

const CHARACTERS_PER_VALUE = 16

function settled(frame: Frame, raw: Raw, wanted: Need[], depth: number): Datum {
  if (typeof raw !== 'object' || raw === null || raw instanceof Real) return raw
  if (sizes.has(raw)) return raw as Datum
  if (depth > MAX_DEPTH) throw overLimit('a value is nested too deeply')
  if (raw instanceof Unloaded) return loaded(frame, raw, wanted, depth)
  if (raw instanceof LazyMap) return readAll(frame, raw, wanted, depth)
  return isList(raw) ? list(frame, raw, wanted, depth) : map(frame, raw as { [key: string]: Datum }, wanted, depth)
}

function loaded(frame: Frame, unloaded: Unloaded, wanted: Need[], depth: number): Datum {
  const need: Need = { kind: 'part', ref: unloaded.ref }
  const answer = frame.facts.lookup(need)
  if (!answer) return (void wanted.push(need), null)
  if ('failure' in answer) throw new Failure('MR_EXPRESSION_FAILED', answer.failure)
  return 'value' in answer ? settled(frame, answer.value, wanted, depth + 1) : null
}

function readAll(frame: Frame, lazy: LazyMap, wanted: Need[], depth: number): Datum {
  const names = lazy.keys()
  if (names instanceof Unloaded) return loaded(frame, names, wanted, depth)
  const entries = emptyMap()
  for (const name of names) entries[name] = settled(frame, lazy.get(name) ?? null, wanted, depth + 1)
  return entries
}

function list(frame: Frame, raw: readonly Raw[], wanted: Need[], depth: number): Datum {
  const before = wanted.length
  let size = 1
  let same = true
  const items = raw.map((item) => {
    const value = settled(frame, item, wanted, depth + 1)
    same &&= value === item
    size += sizeOf(value)
    return value
  })
  const value = same ? (raw as readonly Datum[]) : items
  return remember(frame, value, size, wanted.length === before)
}

function map(frame: Frame, raw: { readonly [key: string]: Raw }, wanted: Need[], depth: number): Datum {
  const before = wanted.length
  let size = 1
  let same = true
  const entries = emptyMap()
  for (const key of Object.keys(raw)) {
    const item = raw[key] ?? null
    const value = settled(frame, item, wanted, depth + 1)
    same &&= value === raw[key]
    size += sizeOf(value)
    entries[key] = value
  }
  const value = same ? (raw as { readonly [key: string]: Datum }) : entries
  return remember(frame, value, size, wanted.length === before)
}

function remember<T extends object>(frame: Frame, value: T, size: number, complete: boolean): T {
  if (size > frame.limits.values) throw overLimit(`more than ${frame.limits.values} values`)
  if (complete) sizes.set(value, size)
  return value
}
