/**
 * JSON as the dialect writes it: compact, floating point with its fraction (`5.0`),
 * null entries of maps left out unless asked for; and JSON read with exact integers.
 */
import { overLimit } from '../evaluation/signals.ts'
import { isNumeric, numberText } from './numbers.ts'
import { type Datum, type DatumMap, isList, isMap } from './value.ts'

const MAX_DEPTH = 256
// Values can be shared, so that a small program prints an enormous tree.
const MAX_VALUES = 200_000

export interface JsonOptions {
  /** Most characters that may be written. */
  readonly limit: number
  /** Keep entries of maps that are null. */
  readonly nulls?: boolean
}

/** Writes a value as JSON; fails past the limit. */
export function writeJson(value: Datum, options: JsonOptions): string {
  return new JsonWriter(options).value(value, 0)
}

class JsonWriter {
  readonly options: JsonOptions
  #length = 0
  #values = 0

  constructor(options: JsonOptions) {
    this.options = options
  }

  value(value: Datum, depth: number): string {
    if (depth > MAX_DEPTH) throw overLimit('the value is nested too deeply')
    if (typeof value === 'string') return this.count(quote(value))
    if (value === null || typeof value === 'boolean') return this.count(String(value))
    if (isNumeric(value)) return this.count(numberText(value))
    if (isList(value)) return this.list(value, depth)
    return isMap(value) ? this.map(value, depth) : 'null'
  }

  list(value: readonly Datum[], depth: number): string {
    this.count('[]')
    return `[${value.map((item) => this.value(item, depth + 1)).join(',')}]`
  }

  map(value: DatumMap, depth: number): string {
    this.count('{}')
    const entries: string[] = []
    for (const key of Object.keys(value)) {
      const item = value[key] ?? null
      if (item === null && this.options.nulls !== true) continue
      entries.push(`${this.count(quote(key))}:${this.value(item, depth + 1)}`)
    }
    return `{${entries.join(',')}}`
  }

  count(text: string): string {
    this.#length += text.length + 1
    this.#values += 1
    if (this.#values > MAX_VALUES) throw overLimit('the value is too large to print')
    if (this.#length > this.options.limit + 2) throw overLimit('the text is too long')
    return text
  }
}

/** A text as a JSON string. */
function quote(text: string): string {
  return JSON.stringify(text)
}
