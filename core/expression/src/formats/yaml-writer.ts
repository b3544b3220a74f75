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

  /** Items with their dashes in that column. */
  list(items: readonly Datum[], column: number): string {
    return items.map((item) => `${this.pad(column)}-${this.item(item, column)}`).join('\n')
  }

  /** What follows a dash: a collection begins on the next line. */
  item(item: Datum, column: number): string {
    if (isList(item) && item.length > 0) return `\n${this.list(item, column + 2)}`
    if (isMap(item) && Object.keys(item).length > 0) return `\n${this.map(item, column + 1)}`
    return ` ${this.scalar(item, column + 1)}`
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
    if (RESERVED.test(text) || (!key && QUOTED.test(text))) return this.count(JSON.stringify(text))
    if (!key && text.includes('\n')) return this.block(text, indent)
    if (!UNSAFE.test(text)) return this.count(text)
    return this.count(CONTROL.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`)
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

const RESERVED = /^(?:|~|null|true|false|yes|no|on|off|y|n|0x[0-9a-f]+)$/i
/** Signs for which the dialect always takes double quotes. */
const QUOTED = /[[\]{},]|(?:^|\s)#|:(?:\s|$)/
/** What can not stand plainly: quotes in which nothing needs an escape. */
// oxlint-disable-next-line no-control-regex -- control characters need quotes
const UNSAFE = /^[-?:](?:\s|$)|^[,[\]{}#&*!|>'"%@`]|^\s|\s$|: |:$| #|^---|^\.\.\.|[\u0000-\u001f\u007f-\u009f]/
// oxlint-disable-next-line no-control-regex -- control characters need escapes
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
