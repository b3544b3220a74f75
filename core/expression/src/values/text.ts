/**
 * The text of a value inside another text (`~`, `upper`, `join`): lists and maps in the form
 * `[1, two]` and `{a=1}`, null as the word. Printing at the top of a template uses JSON instead.
 */
import { overLimit } from '../evaluation/signals.ts'
import { isNumeric, numberText } from './numbers.ts'
import { type Datum, type DatumMap, isList, isMap } from './value.ts'

const MAX_DEPTH = 256

/** The text of a value; fails past `limit` characters. */
export function textOf(value: Datum, limit: number): string {
  if (typeof value === 'string') return value
  return new TextBuilder(limit).value(value, 0)
}

class TextBuilder {
  readonly limit: number
  #length = 0

  constructor(limit: number) {
    this.limit = limit
  }

  value(value: Datum, depth: number): string {
    if (depth > MAX_DEPTH) throw overLimit('the value is nested too deeply')
    if (typeof value === 'string') return this.count(value)
    if (value === null || typeof value === 'boolean') return this.count(String(value))
    if (isNumeric(value)) return this.count(numberText(value))
    if (isList(value)) return this.list(value, depth)
    return isMap(value) ? this.map(value, depth) : ''
  }

  list(value: readonly Datum[], depth: number): string {
    this.count('[]')
    return `[${value.map((item) => this.value(item, depth + 1)).join(', ')}]`
  }

  map(value: DatumMap, depth: number): string {
    this.count('{}')
    const entries = Object.keys(value).map((key) => `${this.count(key)}=${this.value(value[key] ?? null, depth + 1)}`)
    return `{${entries.join(', ')}}`
  }

  count(text: string): string {
    this.#length += text.length + 2
    if (this.#length > this.limit + 4) throw overLimit('the text is too long')
    return text
  }
}
