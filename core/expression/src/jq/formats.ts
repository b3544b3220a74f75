/**
 * The formats of jq: `@base64`, `@csv` and the others, and how values stand in texts.
 */
import { fromBase64, toBase64 } from '../formats/base64.ts'
import { utf8Bytes } from '../formats/utf8.ts'
import { type Datum, isList } from '../values/value.ts'
import { described, jsonText, JqError, typeOf } from './values.ts'

export function plainText(value: Datum): string {
  return typeof value === 'string' ? value : jsonText(value)
}

const HTML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' }

const formats: ReadonlyMap<string, (value: Datum) => string> = new Map<string, (value: Datum) => string>([
  ['@text', plainText],
  ['@json', jsonText],
  ['@html', (value) => plainText(value).replaceAll(/[<>&'"]/g, (sign) => HTML[sign] ?? sign)],
  [
    '@uri',
    (value) =>
      encodeURIComponent(plainText(value).toWellFormed()).replaceAll(
        /[!'()*]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
  ],
  ['@csv', (value) => row(value, ',', (text) => `"${text.replaceAll('"', '""')}"`)],
  ['@tsv', (value) => row(value, '\t', tabSafe)],
  ['@sh', (value) => (isList(value) ? value.map(shellWord).join(' ') : shellWord(value))],
  ['@base64', (value) => toBase64(utf8Bytes(plainText(value)))],
  ['@base64d', decoded],
])

export function formatText(name: string, value: Datum): string {
  const format = formats.get(name)
  if (!format) throw new JqError(`${name.slice(1)} is not a valid format`)
  return format(value)
}

function decoded(value: Datum): string {
  const text = fromBase64(plainText(value))
  if (text === undefined) throw new JqError(`${described(value)} is not valid base64 data`)
  return text
}

function row(value: Datum, separator: string, quote: (text: string) => string): string {
  if (!isList(value)) throw new JqError(`${described(value)} cannot be formatted as a row, only an array can be`)
  return value.map((item) => cell(item, quote)).join(separator)
}

function cell(item: Datum, quote: (text: string) => string): string {
  if (item === null) return ''
  if (typeof item === 'string') return quote(item)
  if (typeOf(item) === 'array' || typeOf(item) === 'object')
    throw new JqError(`${described(item)} is not valid in a row`)
  return jsonText(item)
}

const TABS: Readonly<Record<string, string>> = {
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\\': '\\\\',
}

function tabSafe(text: string): string {
  return text.replaceAll(/[\t\n\r\\]/g, (sign) => TABS[sign] ?? sign)
}

function shellWord(value: Datum): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", String.raw`'\''`)}'`
  if (typeOf(value) === 'array' || typeOf(value) === 'object')
    throw new JqError(`${described(value)} can not be escaped for shell`)
  return jsonText(value)
}
