/**
 * The methods that the dialect lets a template call on texts, lists and maps, from a fixed table.
 * Those without arguments can be read as properties too (`name.length`, `list.empty`).
 */
import { contains } from '../evaluation/membership.ts'
import { equalValues } from '../evaluation/comparison.ts'
import type { Frame } from '../evaluation/frame.ts'
import { wrongType } from '../evaluation/signals.ts'
import { isNumeric, toDouble } from '../values/numbers.ts'
import { type Datum, emptyMap, isList, isMap, ownEntry } from '../values/value.ts'

export type Method = (frame: Frame, object: Datum, given: readonly Datum[]) => Datum
type Methods<T> = ReadonlyMap<string, (object: T, given: readonly Datum[], frame: Frame) => Datum>

function text(given: readonly Datum[], position: number): string {
  const value = given[position]
  if (typeof value !== 'string') throw wrongType('The method needs a text')
  return value
}

function indexFrom(given: readonly Datum[], position: number, length: number): number {
  const value = given[position]
  const number = value !== undefined && isNumeric(value) ? Math.trunc(toDouble(value)) : Number.NaN
  if (!(number >= 0 && number <= length)) throw wrongType('The method needs an index within the value')
  return number
}

const texts: Methods<string> = new Map<string, (object: string, given: readonly Datum[], frame: Frame) => Datum>([
  ['length', (value) => value.length],
  ['isEmpty', (value) => value === ''],
  ['isBlank', (value) => value.trim() === ''],
  ['toUpperCase', (value) => value.toUpperCase()],
  ['toLowerCase', (value) => value.toLowerCase()],
  ['trim', (value) => value.trim()],
  ['strip', (value) => value.trim()],
  ['toString', (value) => value],
  ['concat', (value, given, frame) => frame.bounded(value + text(given, 0))],
  ['startsWith', (value, given) => value.startsWith(text(given, 0))],
  ['endsWith', (value, given) => value.endsWith(text(given, 0))],
  ['indexOf', (value, given) => value.indexOf(text(given, 0))],
  ['lastIndexOf', (value, given) => value.lastIndexOf(text(given, 0))],
  ['equalsIgnoreCase', (value, given) => value.toLowerCase() === text(given, 0).toLowerCase()],
  ['replace', (value, given, frame) => replaced(value, text(given, 0), text(given, 1), frame)],
  ['charAt', (value, given) => value.charAt(indexFrom(given, 0, value.length - 1))],
  ['repeat', (value, given, frame) => repeated(value, indexFrom(given, 0, frame.limits.output), frame)],
  ['substring', (value, given) => substring(value, given)],
])

function substring(value: string, given: readonly Datum[]): string {
  const from = indexFrom(given, 0, value.length)
  return value.slice(from, given.length > 1 ? indexFrom(given, 1, value.length) : undefined)
}

function replaced(value: string, from: string, to: string, frame: Frame): string {
  if (to.length > from.length) frame.spend((value.length * (to.length + 1)) / 64)
  return frame.bounded(value.replaceAll(from, () => to))
}

function repeated(value: string, times: number, frame: Frame): string {
  if (value.length * times > frame.limits.output) return frame.bounded(' '.repeat(frame.limits.output + 1))
  return value.repeat(times)
}

const lists: Methods<readonly Datum[]> = new Map<
  string,
  (object: readonly Datum[], given: readonly Datum[], frame: Frame) => Datum
>([
  ['size', (value) => value.length],
  ['isEmpty', (value) => value.length === 0],
  ['getFirst', (value) => at(value, 0)],
  ['getLast', (value) => at(value, value.length - 1)],
  ['get', (value, given) => at(value, indexFrom(given, 0, value.length))],
  ['indexOf', (value, given) => value.findIndex((item) => equalValues(item, given[0] ?? null))],
  ['containsAll', (value, given, frame) => contains(frame, value, given[0] ?? null)],
  ['subList', (value, given) => value.slice(indexFrom(given, 0, value.length), indexFrom(given, 1, value.length))],
  ['toString', (value, _given, frame) => frame.text(value)],
])

function at(list: readonly Datum[], position: number): Datum {
  const item = list[position]
  if (item === undefined) throw wrongType('The list has no such item')
  return item
}

const maps: Methods<{ readonly [key: string]: Datum }> = new Map<
  string,
  (object: { readonly [key: string]: Datum }, given: readonly Datum[], frame: Frame) => Datum
>([
  ['size', (value) => Object.keys(value).length],
  ['isEmpty', (value) => Object.keys(value).length === 0],
  ['keySet', (value) => Object.keys(value)],
  ['values', (value) => Object.values(value)],
  ['entrySet', (value) => entriesOf(value)],
  ['get', (value, given) => ownEntry(value, text(given, 0)) ?? null],
  ['getOrDefault', (value, given) => ownEntry(value, text(given, 0)) ?? given[1] ?? null],
  ['containsKey', (value, given) => Object.hasOwn(value, text(given, 0))],
  ['containsValue', (value, given) => Object.values(value).some((item) => equalValues(item, given[0] ?? null))],
  ['toString', (value, _given, frame) => frame.text(value)],
])

/** The entries of a map, each with its `key` and `value`. */
export function entriesOf(map: { readonly [key: string]: Datum }): Datum[] {
  return Object.keys(map).map((key) => Object.assign(emptyMap(), { key, value: map[key] ?? null }))
}

/** The method of a value, or undefined. */
export function findMethod(object: Datum, name: string): Method | undefined {
  const found = methodsOf(object)?.get(name)
  return (
    found && ((frame, self, given) => (found as (o: Datum, g: readonly Datum[], f: Frame) => Datum)(self, given, frame))
  )
}

function methodsOf(object: Datum): Methods<never> | undefined {
  if (typeof object === 'string') return texts
  if (isList(object)) return lists
  return isMap(object) ? maps : undefined
}

/** A method without arguments read as a property: `empty` for `isEmpty`, `first` for `getFirst`. */
export function findProperty(object: Datum, name: string): Datum | undefined {
  const capital = name.charAt(0).toUpperCase() + name.slice(1)
  if (typeof object === 'string') return textProperty(object, name, capital)
  if (!isList(object)) return undefined
  if (name === 'size') return object.length
  if (name === 'empty') return object.length === 0
  if (name === 'first') return object[0]
  return name === 'last' ? object.at(-1) : undefined
}

const TEXT_PROPERTIES = new Set([
  'length',
  'toUpperCase',
  'toLowerCase',
  'trim',
  'strip',
  'isEmpty',
  'isBlank',
  'toString',
])

function textProperty(object: string, name: string, capital: string): Datum | undefined {
  const found = [`is${capital}`, name].find((candidate) => TEXT_PROPERTIES.has(candidate))
  const method = found === undefined ? undefined : texts.get(found)
  return method ? (method as (value: string) => Datum)(object) : undefined
}
