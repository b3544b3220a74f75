/**
 * Text to a moment by a pattern: fields are read in order, numbers next to each other by their width.
 */
import { type Civil, daysInMonth, fromEpochDay, toEpochDay } from './calendar.ts'
import { type DateTime, fromLocal } from './date-time.ts'
import type { Pattern, PatternItem } from './pattern.ts'
import { findZone, type Zone } from './zone.ts'

type Fields = Map<string, number>
type Reader = { readonly text: string; at: number; zone: Zone | undefined; readonly fields: Fields }
type Field = Extract<PatternItem, { readonly kind: 'field' }>

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const ZONE = /[Zz](?![A-Za-z])|(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2}(?::?[0-9]{2})?)?|[A-Za-z][A-Za-z0-9/_+-]*/y

export function parseByPattern(text: string, pattern: Pattern, zone: Zone): DateTime | undefined {
  const reader: Reader = { text, at: 0, zone: undefined, fields: new Map() }
  if (!readAll(reader, pattern) || reader.at !== text.length) return undefined
  return assembled(reader.fields, reader.zone ?? zone)
}

function readAll(reader: Reader, items: Pattern): boolean {
  return items.every((item, index) => {
    if (item.kind === 'text') return readText(reader, item.text)
    if (item.kind === 'field') return readField(reader, item, items[index + 1])
    const { at } = reader
    if (!readAll(reader, item.items)) reader.at = at
    return true
  })
}

function readText(reader: Reader, text: string): boolean {
  if (!reader.text.startsWith(text, reader.at)) return false
  reader.at += text.length
  return true
}

function readField(reader: Reader, field: Field, next: PatternItem | undefined): boolean {
  const { letter, count } = field
  if (letter === 'S') return readFraction(reader, count)
  if ('ML'.includes(letter) && count > 2) return readName(reader, 'M', MONTHS, count)
  if ('Eec'.includes(letter)) return readName(reader, 'E', WEEKDAYS, count)
  if (letter === 'a') return readName(reader, 'a', ['am', 'pm'], 4)
  if ('XxZVzO'.includes(letter)) return readZone(reader)
  return readNumber(reader, field, next?.kind === 'field' && next.letter !== 'S')
}

function digits(reader: Reader, least: number, most: number): string | undefined {
  let end = reader.at
  while (end < reader.text.length && end - reader.at < most && /[0-9]/.test(reader.text.charAt(end))) end += 1
  if (end - reader.at < least) return undefined
  const found = reader.text.slice(reader.at, end)
  reader.at = end
  return found
}

function readNumber(reader: Reader, { letter, count }: Field, adjacent: boolean): boolean {
  const year = 'yuY'.includes(letter)
  const most = adjacent || count === 2 ? count : year ? 9 : count === 1 ? 19 : count
  const found = digits(reader, year && count === 2 ? 2 : count, Math.max(most, 1))
  if (found === undefined) return false
  const value = Number(found)
  reader.fields.set(year ? 'u' : letter === 'L' ? 'M' : letter, year && count === 2 ? 2000 + value : value)
  return true
}

function readFraction(reader: Reader, count: number): boolean {
  const found = digits(reader, count, count)
  if (found !== undefined) reader.fields.set('S', Number(found.padEnd(9, '0')))
  return found !== undefined
}

function readName(reader: Reader, key: string, names: readonly string[], count: number): boolean {
  const rest = reader.text.slice(reader.at).toLowerCase()
  const index = names.findIndex((name) => rest.startsWith(count === 4 ? name : name.slice(0, 3)))
  if (index < 0) return false
  reader.fields.set(key, index + 1)
  reader.at += count === 4 ? (names[index] ?? '').length : 3
  return true
}

function readZone(reader: Reader): boolean {
  ZONE.lastIndex = reader.at
  const found = ZONE.exec(reader.text)?.[0]
  reader.zone = found === undefined ? undefined : findZone(found)
  reader.at += found?.length ?? 0
  return reader.zone !== undefined
}

function assembled(fields: Fields, zone: Zone): DateTime | undefined {
  const date = dateOf(fields)
  const secondOfDay = clock(fields)
  if (!date || secondOfDay === undefined) return undefined
  return fromLocal({ date, secondOfDay, nanos: fields.get('S') ?? fields.get('n') ?? 0 }, zone)
}

function dateOf(fields: Fields): Civil | undefined {
  const year = fields.get('u')
  const dayOfYear = fields.get('D')
  if (year === undefined) return undefined
  if (dayOfYear !== undefined) return fromEpochDay(toEpochDay({ year, month: 1, day: 1 }) + dayOfYear - 1)
  const date = { year, month: fields.get('M') ?? 0, day: fields.get('d') ?? 0 }
  const valid = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= daysInMonth(year, date.month)
  return valid ? date : undefined
}

function clock(fields: Fields): number | undefined {
  const half = fields.get('a')
  const twelve = fields.get('h') ?? fields.get('K')
  const hour = fields.get('H') ?? fields.get('k') ?? (twelve === undefined ? 0 : (twelve % 12) + (half === 2 ? 12 : 0))
  const minute = fields.get('m') ?? 0
  const second = fields.get('s') ?? 0
  return hour <= 24 && minute < 60 && second < 60 ? (hour % 24) * 3600 + minute * 60 + second : undefined
}
