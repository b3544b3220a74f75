/**
 * Moments to text: by pattern, by the name of a standard format, or in a style of the locale.
 */
import { dayOfYear, weekOf } from './calendar.ts'
import type { DateTime } from './date-time.ts'
import { eraName, halfDayName, localized, monthName, type Style, weekdayName, type Width, zoneName } from './names.ts'
import { parsePattern, type Pattern, type PatternItem } from './pattern.ts'
import { standardFormat } from './standard-formats.ts'
import { offsetText } from './zone.ts'

/** The text of a moment, or what is wrong with the format. */
export function formatDate(
  moment: DateTime,
  format: string,
  locale: string,
): { readonly text: string } | { readonly problem: string } {
  if (isStyle(format)) return { text: localized(moment, locale, format) }
  const standard = standardFormat(format)
  if (typeof standard === 'function') return { text: standard(moment) }
  const pattern = parsePattern(standard ?? format)
  return typeof pattern === 'string' ? { problem: pattern } : { text: byPattern(moment, pattern, locale) }
}

function isStyle(format: string): format is Style {
  return format === 'full' || format === 'long' || format === 'medium' || format === 'short'
}

function byPattern(moment: DateTime, pattern: Pattern, locale: string): string {
  return pattern.map((item) => itemText(moment, item, locale)).join('')
}

function itemText(moment: DateTime, item: PatternItem, locale: string): string {
  if (item.kind === 'text') return item.text
  if (item.kind === 'optional') return byPattern(moment, item.items, locale)
  const number = numberField(moment, item.letter, locale)
  if (number !== undefined) return numeric(number, item)
  return textField(moment, item, locale)
}

function numeric(value: number, { letter, count }: { readonly letter: string; readonly count: number }): string {
  if ('yuY'.includes(letter) && count === 2) return String(((value % 100) + 100) % 100).padStart(2, '0')
  const sign = value < 0 ? '-' : 'yuY'.includes(letter) && count >= 4 && value > 9999 ? '+' : ''
  return sign + String(Math.abs(value)).padStart(count, '0')
}

/** The fields that are always numbers. */
function numberField(moment: DateTime, letter: string, locale: string): number | undefined {
  const { date, secondOfDay } = moment
  switch (letter) {
    case 'u':
      return date.year
    case 'y':
      return date.year > 0 ? date.year : 1 - date.year
    case 'd':
      return date.day
    case 'D':
      return dayOfYear(date)
    case 'F':
      return Math.floor((date.day - 1) / 7) + 1
    case 'Y':
    case 'w':
    case 'W':
      return weekField(moment, letter, locale)
    default:
      return timeField(moment, letter, secondOfDay)
  }
}

function timeField(moment: DateTime, letter: string, secondOfDay: number): number | undefined {
  const hour = Math.floor(secondOfDay / 3600)
  switch (letter) {
    case 'H':
      return hour
    case 'k':
      return hour === 0 ? 24 : hour
    case 'K':
      return hour % 12
    case 'h':
      return hour % 12 === 0 ? 12 : hour % 12
    case 'm':
      return Math.floor(secondOfDay / 60) % 60
    case 's':
      return secondOfDay % 60
    case 'n':
      return moment.nanos
    case 'A':
      return secondOfDay * 1000 + Math.floor(moment.nanos / 1_000_000)
    case 'N':
      return secondOfDay * 1_000_000_000 + moment.nanos
    default:
      return undefined
  }
}

/** Weeks begin on Sunday in the United States and a few others, elsewhere on Monday. */
function weekRules(locale: string): { readonly first: number; readonly least: number } {
  return /(?:-US|-CA|-MX|-BR|-JP|^ja|^en)$/.test(locale) ? { first: 7, least: 1 } : { first: 1, least: 4 }
}

function weekField(moment: DateTime, letter: 'Y' | 'w' | 'W', locale: string): number {
  const { first, least } = weekRules(locale)
  const { year, week } = weekOf(moment.date, first, least)
  if (letter === 'Y') return year
  if (letter === 'w') return week
  const offset = (moment.weekday - first + 7) % 7
  const lead = (((moment.date.day - 1 - offset) % 7) + 7) % 7
  return Math.floor((moment.date.day - 1 - offset + 7 - lead) / 7) + (lead >= least ? 1 : 0)
}

const WIDTHS: readonly Width[] = ['short', 'short', 'short', 'short', 'long', 'narrow']

function textField(
  moment: DateTime,
  { letter, count }: { readonly letter: string; readonly count: number },
  locale: string,
): string {
  const width = WIDTHS[count] ?? 'short'
  switch (letter) {
    case 'M':
    case 'L':
      return count <= 2
        ? String(moment.date.month).padStart(count, '0')
        : monthName(moment, locale, width, letter === 'L')
    case 'E':
      return weekdayName(moment, locale, width)
    case 'e':
    case 'c':
      return count <= 2 ? localWeekday(moment, locale, count) : weekdayName(moment, locale, width)
    case 'Q':
    case 'q':
      return quarter(moment, count)
    case 'a':
      return halfDayName(moment, locale)
    case 'G':
      return eraName(moment, locale, width)
    case 'S':
      return String(moment.nanos).padStart(9, '0').slice(0, count)
    default:
      return zoneField(moment, letter, count, locale)
  }
}

function localWeekday(moment: DateTime, locale: string, count: number): string {
  return String(((moment.weekday - weekRules(locale).first + 7) % 7) + 1).padStart(count, '0')
}

function quarter(moment: DateTime, count: number): string {
  const number = Math.floor((moment.date.month - 1) / 3) + 1
  if (count <= 2) return String(number).padStart(count, '0')
  if (count === 4) return `${['1st', '2nd', '3rd', '4th'][number - 1] ?? ''} quarter`
  return count === 3 ? `Q${number}` : String(number)
}

function zoneField(moment: DateTime, letter: string, count: number, locale: string): string {
  const { offset } = moment
  switch (letter) {
    case 'V':
      return moment.zone.id
    case 'z':
      return zoneName(moment, locale, count === 4 ? 'long' : 'short')
    case 'O':
      return gmt(offset, count === 4)
    case 'X':
      return offset === 0 ? 'Z' : isoOffset(offset, count)
    case 'x':
      return isoOffset(offset, count)
    default:
      if (count === 4) return gmt(offset, true)
      return count === 5 ? (offset === 0 ? 'Z' : offsetText(offset)) : isoOffset(offset, 2)
  }
}

function gmt(offset: number, long: boolean): string {
  if (offset === 0) return 'GMT'
  const text = offsetText(offset)
  return `GMT${long ? text : text.replace(/^([+-])0/, '$1').replace(/:00$/, '')}`
}

/** 1: +02 or +0230, 2 and 4: +0200, 3 and 5: +02:00; 4 and 5 with seconds where there are some. */
function isoOffset(offset: number, count: number): string {
  const text = offsetText(offset).slice(0, count >= 4 ? undefined : 6)
  if (count === 1) return text.endsWith(':00') ? text.slice(0, 3) : text.replace(':', '')
  return count % 2 === 0 ? text.replaceAll(':', '') : text
}
