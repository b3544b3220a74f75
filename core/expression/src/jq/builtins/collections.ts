/**
 * Built-in functions on lists and maps.
 */
import { type Datum, isList, isMap } from '../../values/value.ts'
import type { Closure, Item } from '../environment.ts'
import type { Interpreter, Results } from '../interpreter.ts'
import { fresh } from '../items.ts'
import { getKey, occurrences } from '../paths.ts'
import { calculate, compare, described, JqError, numberOf, typeOf } from '../values.ts'
import { argument, type Builtin, type Builtins, simple } from './builtin.ts'
import { equalValues } from '../../evaluation/comparison.ts'

export const collectionBuiltins: Builtins = {
  'length/0': simple(length),
  'keys/0': simple((input) => keys(input, true)),
  'keys_unsorted/0': simple((input) => keys(input, false)),
  'has/1': simple((input, given) => has(input, argument(given, 0))),
  'contains/1': simple((input, given) => contains(input, argument(given, 0))),
  'add/0': simple(add),
  'reverse/0': simple((input) =>
    typeof input === 'string'
      ? [...input].toReversed().join('')
      : input === null
        ? []
        : items(input, 'reversed').toReversed(),
  ),
  'flatten/0': simple((input, _given, run) => flatten(items(input, 'flattened'), Infinity, run)),
  'flatten/1': simple((input, given, run) => flatten(items(input, 'flattened'), depthOf(argument(given, 0)), run)),
  'sort/0': simple((input) => items(input, 'sorted').toSorted(compare)),
  'sort_by/1': by((groups) => groups.flatMap(({ values }) => values)),
  'group_by/1': by((groups) => groups.map(({ values }) => values)),
  'unique_by/1': by((groups) => groups.map(({ values }) => values[0] ?? null)),
  'unique/0': simple((input) => unique(items(input, 'sorted'))),
  'min/0': simple((input) => extreme(items(input, 'searched'), -1)),
  'max/0': simple((input) => extreme(items(input, 'searched'), 1)),
  'min_by/1': by((groups) => groups[0]?.values[0] ?? null),
  'max_by/1': by((groups) => groups.at(-1)?.values.at(-1) ?? null),
  'indices/1': simple((input, given) => indices(input, argument(given, 0))),
  'index/1': simple((input, given) => ends(indices(input, argument(given, 0)), 0)),
  'rindex/1': simple((input, given) => ends(indices(input, argument(given, 0)), -1)),
  'type/0': simple(typeOf),
}

function items(input: Datum, what: string): readonly Datum[] {
  if (!isList(input)) throw new JqError(`${described(input)} cannot be ${what}, as it is not an array`)
  return input
}

function length(input: Datum): Datum {
  if (input === null) return 0
  if (typeof input === 'string') return [...input].length
  if (isList(input)) return input.length
  if (isMap(input)) return Object.keys(input).length
  return Math.abs(numberOf(input, 'has no length'))
}

function keys(input: Datum, sorted: boolean): Datum {
  if (isList(input)) return input.map((_, index) => index)
  if (!isMap(input)) throw new JqError(`${described(input)} has no keys`)
  return sorted ? Object.keys(input).sort() : Object.keys(input)
}

function has(input: Datum, key: Datum): boolean {
  if (isMap(input) && typeof key === 'string') return Object.hasOwn(input, key)
  if (isList(input) && typeOf(key) === 'number') return numberOf(key, '') >= 0 && numberOf(key, '') < input.length
  throw new JqError(`Cannot check whether ${typeOf(input)} has a ${typeOf(key)} key`)
}

function contains(whole: Datum, part: Datum): boolean {
  if (isMap(whole) && isMap(part)) {
    return Object.keys(part).every(
      (key) => Object.hasOwn(whole, key) && contains(whole[key] ?? null, part[key] ?? null),
    )
  }
  if (isList(whole) && isList(part))
    return part.every((wanted) => whole.some((item) => typeOf(item) === typeOf(wanted) && contains(item, wanted)))
  if (typeof whole === 'string' && typeof part === 'string') return whole.includes(part)
  if (typeOf(whole) === typeOf(part)) return equalValues(whole, part)
  throw new JqError(`${described(whole)} and ${described(part)} cannot have their containment checked`)
}

function add(input: Datum, _given: readonly Datum[], run: Interpreter): Datum {
  const values = isMap(input) ? Object.values(input) : isList(input) ? input : undefined
  if (!values) throw new JqError(`Cannot iterate over ${described(input)}`)
  return values.reduce<Datum>((sum, item) => {
    run.frame.spend(isList(sum) ? 1 + sum.length : 1)
    return calculate('+', sum, item)
  }, null)
}

function depthOf(value: Datum): number {
  const depth = numberOf(value, 'is no depth')
  if (depth < 0) throw new JqError('flatten depth must not be negative')
  return depth
}

function flatten(list: readonly Datum[], depth: number, run: Interpreter): Datum[] {
  run.frame.spend(list.length)
  return list.flatMap((item) => (isList(item) && depth > 0 ? flatten(item, depth - 1, run) : [item]))
}

function unique(list: readonly Datum[]): Datum {
  const sorted = list.toSorted(compare)
  return sorted.filter((item, index) => index === 0 || compare(sorted[index - 1] ?? null, item) !== 0)
}

function extreme(list: readonly Datum[], sign: number): Datum {
  return (
    list.reduce<Datum | undefined>(
      (best, item) => (best === undefined || compare(item, best) * sign >= (sign > 0 ? 0 : 1) ? item : best),
      undefined,
    ) ?? null
  )
}

interface Group {
  readonly key: Datum
  readonly values: Datum[]
}

/** Groups of items with the same key, in the order of the keys. */
function by(result: (groups: readonly Group[]) => Datum): Builtin {
  return function* grouped(run: Interpreter, given: readonly Closure[], input: Item): Results {
    const keyed = items(input.value, 'sorted').map((value) => ({
      key: [...keysFor(run, argument(given, 0), value)],
      value,
    }))
    const groups: Group[] = []
    for (const { key, value } of keyed.toSorted((left, right) => compare(left.key, right.key))) {
      const last = groups.at(-1)
      if (last && compare(last.key, key) === 0) last.values.push(value)
      else groups.push({ key, values: [value] })
    }
    yield fresh(result(groups))
  }
}

function* keysFor(run: Interpreter, filter: Closure, value: Datum): Generator<Datum, void> {
  for (const item of run.argument(filter, fresh(value))) yield item.value
}

function indices(input: Datum, wanted: Datum): Datum {
  if (input === null) return null
  if (typeof input === 'string' && typeof wanted === 'string') return textIndices(input, wanted)
  if (isList(input)) return isList(wanted) ? occurrences(input, wanted) : occurrences(input, [wanted])
  return getKey(input, wanted)
}

function textIndices(text: string, wanted: string): Datum {
  if (wanted === '') return null
  const found: number[] = []
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) found.push(at)
  return found
}

function ends(found: Datum, at: number): Datum {
  return isList(found) ? (found.at(at) ?? null) : null
}
