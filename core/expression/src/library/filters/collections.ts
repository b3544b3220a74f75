/**
 * Filters on whatever holds several things: lists, maps and texts.
 */
import { equalValues } from '../../evaluation/comparison.ts'
import { javaOrder } from '../../values/java-order.ts'
import { type Datum, type DatumMap, emptyMap, isList, isMap } from '../../values/value.ts'
import type { Definitions, FilterDefinition, Given } from '../given.ts'
import { isEmpty } from '../tests.ts'

export const collectionFilters: Definitions<FilterDefinition> = {
  default: {
    names: ['default'],
    forgives: true,
    apply: (input, given) => (isEmpty(input) ? given.get('default') : input),
  },
  length: { cheap: true, apply: length },
  first: { cheap: true, apply: (input, given) => end(input, given, 0) },
  last: { cheap: true, apply: (input, given) => end(input, given, -1) },
  slice: { cheap: true, names: ['fromIndex', 'toIndex'], apply: slice },
  merge: { names: ['items'], apply: merge },
  keys: { apply: keys },
  values: { apply: values },
}

function length(input: Datum): Datum {
  if (typeof input === 'string' || isList(input)) return input.length
  return isMap(input) ? Object.keys(input).length : 0
}

function end(input: Datum, given: Given, at: number): Datum {
  if (input === null) return null
  if (isList(input)) return input.at(at) ?? null
  if (typeof input !== 'string') throw given.refuse(input, 'lists and texts')
  const character = input.at(at)
  if (character === undefined) throw given.fail(`'${given.callee}' of an empty text`)
  return character
}

function slice(input: Datum, given: Given): Datum {
  if (input === null) return null
  if (!isList(input) && typeof input !== 'string') throw given.refuse(input, 'lists and texts')
  const from = given.whole('fromIndex') ?? 0
  const to = given.whole('toIndex')
  if (from < 0) throw given.fail("The argument 'fromIndex' of 'slice' can not be negative")
  if (to !== undefined && to > input.length)
    throw given.fail(`The argument 'toIndex' of 'slice' is past the end, ${input.length}`)
  if (from >= (to ?? input.length + 1))
    throw given.fail("The argument 'toIndex' of 'slice' must be greater than 'fromIndex'")
  if (from > input.length) throw given.fail("The argument 'fromIndex' of 'slice' is past the end")
  return input.slice(from, to)
}

function merge(input: Datum, given: Given): Datum {
  const items = given.get('items')
  if (input === null && items === null) throw given.fail("'merge' got nothing to merge")
  if (input === null) return items
  if (items === null) return input
  if (isMap(input)) return mergeMap(input, items, given)
  if (!isList(input)) throw given.refuse(input, 'lists and maps')
  const added = isMap(items)
    ? Object.entries(items).map(([key, value]) => Object.assign(emptyMap(), { [key]: value }))
    : items
  if (!isList(added)) throw given.refuse(items, 'lists and maps')
  given.frame.spend(input.length + added.length)
  return [...input, ...added]
}

function mergeMap(input: DatumMap, items: Datum, given: Given): Datum {
  const added: readonly (readonly [string, Datum])[] | undefined = isMap(items)
    ? Object.entries(items)
    : isList(items)
      ? items.map((item) => [given.frame.text(item), item] as const)
      : undefined
  if (!added) throw given.refuse(items, 'lists and maps')
  const entries = [...Object.entries(input), ...added]
  given.frame.spend(entries.length)
  return javaOrder(entries, entries.length + 16)
}

function keys(input: Datum, given: Given): Datum {
  if (input === null) return null
  if (isMap(input)) return Object.keys(input)
  if (isList(input)) return input.map((_, index) => index)
  throw given.refuse(input, 'maps and lists')
}

function values(input: Datum, given: Given): Datum {
  if (input === null) return null
  if (isMap(input)) return Object.values(input)
  throw given.refuse(input, 'maps')
}

/** Items without later equal ones. */
export function distinct(items: readonly Datum[], given: Given): readonly Datum[] {
  const scalars = new Set<Datum>()
  const others: Datum[] = []
  return items.filter((item) => {
    if (typeof item === 'string' || typeof item === 'boolean' || item === null) {
      return !scalars.has(item) && scalars.add(item)
    }
    given.frame.spend(1 + others.length)
    return !others.some((other) => equalValues(other, item)) && others.push(item)
  })
}
