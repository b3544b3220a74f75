/**
 * Values as jq sees them: their types, order, text and arithmetic.
 */
import { isNumeric, toDouble } from '../values/numbers.ts'
import { writeJson } from '../values/json.ts'
import { type Datum, type DatumMap, emptyMap, isList, isMap } from '../values/value.ts'
import { equalValues } from '../evaluation/comparison.ts'

/** An error of a jq program: `try` and `?` catch it. */
export class JqError {
  readonly value: Datum
  constructor(value: Datum) {
    this.value = value
  }
}

export type JqType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

export function typeOf(value: Datum): JqType {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'string') return 'string'
  if (isNumeric(value)) return 'number'
  return isList(value) ? 'array' : 'object'
}

const MOST_TEXT = 1_048_576

export function jsonText(value: Datum): string {
  return writeJson(value, { limit: MOST_TEXT, nulls: true })
}

/** A value as it is quoted in errors. */
export function described(value: Datum): string {
  const text = jsonText(value)
  return `${typeOf(value)} (${text.length > 60 ? `${text.slice(0, 57)}...` : text})`
}

export function truthy(value: Datum): boolean {
  return value !== null && value !== false
}

/** A number as a plain one. */
export function numberOf(value: Datum, what: string): number {
  if (value === null || !isNumeric(value)) throw new JqError(`${described(value)} ${what}`)
  return toDouble(value)
}

export function textValue(value: Datum, what: string): string {
  if (typeof value !== 'string') throw new JqError(`${described(value)} ${what}`)
  return value
}

const ORDER: readonly JqType[] = ['null', 'boolean', 'number', 'string', 'array', 'object']

/** The order of all values: null, false, true, numbers, texts, lists, maps. */
export function compare(left: Datum, right: Datum): number {
  const types = ORDER.indexOf(typeOf(left)) - ORDER.indexOf(typeOf(right))
  if (types !== 0) return types
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right)
  if (typeof left === 'boolean') return Number(left) - Number(right)
  if (isList(left) && isList(right)) return compareLists(left, right)
  return isMap(left) && isMap(right) ? compareMaps(left, right) : compareScalars(left, right)
}

function compareScalars(left: Datum, right: Datum): number {
  if (left === null || right === null || !isNumeric(left) || !isNumeric(right)) return 0
  return Math.sign(toDouble(left) - toDouble(right)) || 0
}

function compareLists(left: readonly Datum[], right: readonly Datum[]): number {
  for (const [index, item] of left.entries()) {
    if (index >= right.length) return 1
    const order = compare(item, right[index] ?? null)
    if (order !== 0) return order
  }
  return left.length - right.length
}

function compareMaps(left: { readonly [key: string]: Datum }, right: { readonly [key: string]: Datum }): number {
  const keys = Object.keys(left).sort()
  const byKeys = compareLists(keys, Object.keys(right).sort())
  if (byKeys !== 0) return byKeys
  return keys.map((key) => compare(left[key] ?? null, right[key] ?? null)).find((order) => order !== 0) ?? 0
}

type Calculation = (left: Datum, right: Datum) => Datum

const calculations: Readonly<Record<string, Calculation>> = {
  '+': plus,
  '-': minus,
  '*': times,
  '/': divided,
  '%': remainder,
  '==': (left, right) => equalValues(left, right),
  '!=': (left, right) => !equalValues(left, right),
  '<': (left, right) => compare(left, right) < 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>': (left, right) => compare(left, right) > 0,
  '>=': (left, right) => compare(left, right) >= 0,
}

export function calculate(operator: string, left: Datum, right: Datum): Datum {
  const apply = calculations[operator]
  return apply ? apply(left, right) : null
}

function bothNumbers(left: Datum, right: Datum): boolean {
  return typeOf(left) === 'number' && typeOf(right) === 'number'
}

function impossible(left: Datum, right: Datum, what: string): JqError {
  return new JqError(`${described(left)} and ${described(right)} cannot be ${what}`)
}

function plus(left: Datum, right: Datum): Datum {
  if (left === null) return right
  if (right === null) return left
  if (bothNumbers(left, right)) return numberOf(left, '') + numberOf(right, '')
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length + right.length > MOST_TEXT) throw impossible('', '', 'added: the text is too long')
    return left + right
  }
  if (isList(left) && isList(right)) return [...left, ...right]
  if (isMap(left) && isMap(right)) return Object.assign(emptyMap(), left, right)
  throw impossible(left, right, 'added')
}

function minus(left: Datum, right: Datum): Datum {
  if (bothNumbers(left, right)) return numberOf(left, '') - numberOf(right, '')
  if (!isList(left) || !isList(right)) throw impossible(left, right, 'subtracted')
  return left.filter((item) => !right.some((other) => equalValues(item, other)))
}

function times(left: Datum, right: Datum): Datum {
  if (bothNumbers(left, right)) return numberOf(left, '') * numberOf(right, '')
  if (typeof right === 'string' && typeOf(left) === 'number') return times(right, left)
  if (typeof left === 'string' && typeOf(right) === 'number') return repeated(left, numberOf(right, ''))
  if (!isMap(left) || !isMap(right)) throw impossible(left, right, 'multiplied')
  return mergedDeeply(left, right)
}

function mergedDeeply(left: DatumMap, right: DatumMap): Datum {
  const merged = Object.assign(emptyMap(), left)
  for (const key of Object.keys(right)) {
    const [own, other] = [merged[key], right[key] ?? null]
    merged[key] = own !== undefined && isMap(own) && isMap(other) ? mergedDeeply(own, other) : other
  }
  return merged
}

function repeated(text: string, count: number): Datum {
  if (!(count > 0)) return null
  const whole = Math.max(1, Math.ceil(count))
  if (text.length * whole > MOST_TEXT) throw new JqError('The text is too long')
  return text.repeat(whole)
}

function divided(left: Datum, right: Datum): Datum {
  if (typeof left === 'string' && typeof right === 'string') return left === '' ? [] : left.split(right)
  if (!bothNumbers(left, right)) throw impossible(left, right, 'divided')
  if (numberOf(right, '') === 0) throw impossible(left, right, 'divided because the divisor is zero')
  return numberOf(left, '') / numberOf(right, '')
}

function remainder(left: Datum, right: Datum): Datum {
  if (!bothNumbers(left, right)) throw impossible(left, right, 'divided')
  const divisor = Math.trunc(numberOf(right, ''))
  if (divisor === 0) throw impossible(left, right, 'divided because the divisor is zero')
  return Math.trunc(numberOf(left, '')) % Math.abs(divisor) || 0
}

/** What an error says. */
export function plainMessage(value: Datum): string {
  return (typeof value === 'string' ? value : jsonText(value)).slice(0, 300)
}
