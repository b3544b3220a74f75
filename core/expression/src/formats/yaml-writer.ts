/**
 * YAML as the dialect writes it: block style, items of lists indented, quotes only where needed.
 */
import { overLimit } from '../evaluation/signals.ts'
import { isNumeric, numberText } from '../values/numbers.ts'
import { type Datum, type DatumMap, isList, isMap } from '../values/value.ts'

const MAX_DEPTH = 100

/** Writes a value as YAML, with a line end; fails past `limit` characters. */
export function writeYaml(value: Datum, limit: number): string {
  return new YamlWriter(limit).document(value)
}

class YamlWriter {
  readonly limit: number
  #length = 0

  constructor(limit: number) {
    this.limit = limit
  }

  document(value: Datum): string {
    if (isList(value) && value.length > 0) return `${this.list(value, 1)}\n`
    if (isMap(value) && Object.keys(value).length > 0) return `${this.map(value, 0)}\n`
    return `${this.scalar(value, 0)}\n`
  }

  list(items: readonly Datum[], indent: number): string {
    return items.map((item) => `${this.pad(indent)}- ${this.item(item, indent)}`).join('\n')
  }

  /** What follows a dash: collections begin on the same line. */
  item(item: Datum, indent: number): string {
    if (isList(item) && item.length > 0) return this.list(item, indent + 2).trimStart()
    if (isMap(item) && Object.keys(item).length > 0) return this.map(item, indent + 1).trimStart()
    return this.scalar(item, indent + 1)
  }

  map(entries: DatumMap, indent: number): string {
    return Object.keys(entries)
      .map((key) => `${this.pad(indent)}${this.text(key, indent, true)}:${this.entry(entries[key] ?? null, indent)}`)
      .join('\n')
  }

  entry(value: Datum, indent: number): string {
    if (isList(value) && value.length > 0) return `\n${this.list(value, indent + 1)}`
    if (isMap(value) && Object.keys(value).length > 0) return `\n${this.map(value, indent + 2)}`
    return ` ${this.scalar(value, indent + 2)}`
  }

  scalar(value: Datum, indent: number): string {
    if (typeof value === 'string') return this.count(this.text(value, indent, false))
    if (value === null || typeof value === 'boolean') return this.count(String(value))
    if (isNumeric(value)) return this.count(numberText(value))
    return this.count(isList(value) ? '[]' : '{}')
  }

  text(text: string, indent: number, key: boolean): string {
    if (!key && text.includes('\n')) return this.block(text, indent)
    return isPlain(text) ? this.count(text) : this.count(JSON.stringify(text))
  }

  /** Several lines, as they are. */
  block(text: string, indent: number): string {
    const chomp = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-'
    const lead = text.startsWith(' ') || text.startsWith('\n') ? '2' : ''
    const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
    const body = lines.map((line) => (line === '' ? '' : this.pad(Math.max(indent, 2)) + line)).join('\n')
    return `|${lead}${chomp}\n${this.count(body)}`
  }

  pad(indent: number): string {
    if (indent > MAX_DEPTH * 2) throw overLimit('the value is nested too deeply')
    this.count('  ')
    return ' '.repeat(indent)
  }

  count(text: string): string {
    this.#length += text.length + 1
    if (this.#length > this.limit + 2) throw overLimit('the text is too long')
    return text
  }
}

const RESERVED = /^(?:~|null|true|false|yes|no|on|off|y|n)$/i
// oxlint-disable-next-line no-control-regex -- control characters need quotes
const SIGNS = /^[-?:,[\]{}#&*!|>'"%@`]|^\s|\s$|: |:$| #|[\u0000-\u001f\u007f-\u009f]/
const NUMBER = /^[-+.]?[0-9]/

/** Whether a text can stand without quotes and still be read as the same text. */
function isPlain(text: string): boolean {
  return text !== '' && !RESERVED.test(text) && !SIGNS.test(text) && !(NUMBER.test(text) && isNumberLike(text))
}

function isNumberLike(text: string): boolean {
  return /^[-+]?(?:0x[0-9a-fA-F_]+|0o?[0-7_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+)$/.test(text)
}
