/**
 * Names of months, days, halves of the day and zones in a locale, from the data of ECMA-402.
 */
import type { DateTime } from './date-time.ts'

export type Width = 'short' | 'long' | 'narrow'
type Options = Intl.DateTimeFormatOptions

const LOCALE = /^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,4}$/
const CACHED = 200
const formats = new Map<string, Intl.DateTimeFormat>()

/** The locale as ECMA-402 writes it (`fr_FR` gives `fr-FR`), or undefined where it is none. */
export function findLocale(name: string): string | undefined {
  if (!LOCALE.test(name)) return undefined
  try {
    return Intl.getCanonicalLocales(name.replaceAll('_', '-'))[0]
  } catch {
    return undefined
  }
}

function format(locale: string, options: Options): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const known = formats.get(key)
  if (known) return known
  if (formats.size >= CACHED) formats.clear()
  const made = new Intl.DateTimeFormat(locale, options)
  formats.set(key, made)
  return made
}

function part(locale: string, options: Options, milliseconds: number, type: Intl.DateTimeFormatPartTypes): string {
  const parts = format(locale, options).formatToParts(milliseconds)
  return parts.find((candidate) => candidate.type === type)?.value ?? ''
}

/** The moment as if its clock were that of UTC, so that names need no zone. */
function clock(moment: DateTime): number {
  return (moment.seconds + moment.offset) * 1000
}

export function monthName(moment: DateTime, locale: string, width: Width, standalone: boolean): string {
  const options: Options = { timeZone: 'UTC', month: width, ...(standalone ? {} : { day: 'numeric' }) }
  return part(locale, options, clock(moment), 'month')
}

export function weekdayName(moment: DateTime, locale: string, width: Width): string {
  return part(locale, { timeZone: 'UTC', weekday: width }, clock(moment), 'weekday')
}

export function halfDayName(moment: DateTime, locale: string): string {
  return part(locale, { timeZone: 'UTC', hour: 'numeric', hour12: true }, clock(moment), 'dayPeriod')
}

export function eraName(moment: DateTime, locale: string, width: Width): string {
  return part(locale, { timeZone: 'UTC', year: 'numeric', era: width }, clock(moment), 'era')
}

const OFFSET_NAME = /^(?:GMT|UTC)[+\u2212-]/
// Locale data abbreviates only the zones of its own country: CET is named in British English, JST in Japanese.
const NEIGHBOURS = ['en-GB', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA', 'ja', 'ko', 'he']

export function zoneName(moment: DateTime, locale: string, width: 'short' | 'long'): string {
  const { id } = moment.zone
  if (/^[A-Z]{1,4}$/.test(id) && width === 'short') return id
  if (/^[+-]/.test(id)) return id
  const timeZone = id === 'Z' ? 'UTC' : id
  const named = (language: string): string =>
    part(language, { timeZone, timeZoneName: width }, moment.seconds * 1000, 'timeZoneName')
  const own = named(locale)
  if (width === 'long' || !OFFSET_NAME.test(own)) return own
  return NEIGHBOURS.map(named).find((name) => !OFFSET_NAME.test(name)) ?? own
}

export type Style = 'full' | 'long' | 'medium' | 'short'

/** Date and time in a style of the locale. */
export function localized(moment: DateTime, locale: string, style: Style): string {
  const timeZone = 'UTC'
  const date = format(locale, { timeZone, dateStyle: style }).format(clock(moment))
  const time = timeText(moment, locale, style === 'short' ? 'short' : 'medium')
  if (style === 'medium' || style === 'short') return `${date}, ${time}`
  return `${date}, ${time} ${zoneName(moment, locale, style === 'full' ? 'long' : 'short')}`
}

/** The time of day; a narrow no-break space stands before AM and PM, as in the locale data. */
function timeText(moment: DateTime, locale: string, timeStyle: 'short' | 'medium'): string {
  const parts = format(locale, { timeZone: 'UTC', timeStyle }).formatToParts(clock(moment))
  const spaced = parts.map((item, index) =>
    item.value === ' ' && parts[index + 1]?.type === 'dayPeriod' ? '\u202F' : item.value,
  )
  return spaced.join('')
}
