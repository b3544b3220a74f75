/**
 * Ion text, as the dialect writes it: like JSON, with names unquoted where they may be,
 * floating point with an exponent, and null entries left out.
 */
import { overLimit } from '../evaluation/signals.ts'
import { isNumeric, numberKind, numberText, toDouble } from '../values/numbers.ts'
import { type Datum, isList, isMap } from '../values/value.ts'

const MAX_DEPTH = 256
const NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/
const RESERVED = new Set(['null', 'true', 'false', 'nan'])

/** Writes a value as Ion text; fails past `limit` characters. */
export function writeIon(value: Datum, limit: number): string {
  let length = 0
  const count = (text: string): string => {
    length += text.length + 1
    if (length > limit + 2) throw overLimit('the text is too long')
    return text
  }
  const write = (item: Datum, depth: number): string => {
    if (depth > MAX_DEPTH) throw overLimit('the value is nested too deeply')
    if (isList(item)) return count('[]') && `[${item.map((inner) => write(inner, depth + 1)).join(',')}]`
    if (!isMap(item)) return count(scalar(item))
    const entries = Object.keys(item)
      .filter((key) => item[key] !== null)
      .map((key) => `${count(name(key))}:${write(item[key] ?? null, depth + 1)}`)
    return `{${entries.join(',')}}`
  }
  return write(value, 0)
}

function name(key: string): string {
  if (NAME.test(key) && !RESERVED.has(key)) return key
  return `'${key.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`)}'`
}

function scalar(value: Datum): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (!isNumeric(value)) return ''
  if (numberKind(value) !== 'double') return numberText(value)
  const double = toDouble(value)
  if (!Number.isFinite(double)) return Number.isNaN(double) ? 'nan' : double > 0 ? '+inf' : '-inf'
  return `${String(double)}e0`.replace(/e\+?(-?[0-9]+)e0$/, 'e$1')
}
