/**
 * Text to moments: ISO 8601, or a pattern. What names no zone is taken in the zone given.
 */
import { type Civil, daysInMonth } from './calendar.ts'
import { atZone, type DateTime, fromLocal } from './date-time.ts'
import { parseByPattern } from './parse-pattern.ts'
import { parsePattern } from './pattern.ts'
import { standardFormat } from './standard-formats.ts'
import { findZone, type Zone } from './zone.ts'

const ISO =
  /^([+-]?[0-9]{4,9})-([0-9]{2})-([0-9]{2})(?:[Tt]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?(?:([Zz]|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\[([^\]]+)\])?)?)?$/

/** The moment that a text names, or undefined. */
export function parseDate(text: string, zone: Zone, format?: string): DateTime | undefined {
  if (format === undefined) return parseIso(text, zone)
  const standard = standardFormat(format)
  if (typeof standard === 'function') return parseIso(text, zone)
  const pattern = parsePattern(standard ?? format)
  return typeof pattern === 'string' ? undefined : parseByPattern(text, pattern, zone)
}

function parseIso(text: string, zone: Zone): DateTime | undefined {
  const found = ISO.exec(text)
  if (!found) return undefined
  const [, year = '', month, day, hour, minute, second = '0', digits = '', offset, region] = found
  const date = { year: Number(year), month: Number(month), day: Number(day) }
  const secondOfDay = clockSeconds(Number(hour ?? 0), Number(minute ?? 0), Number(second))
  if (!isDate(date) || secondOfDay === undefined) return undefined
  const local = { date, secondOfDay, nanos: Number(digits.padEnd(9, '0')) }
  if (offset === undefined) return fromLocal(local, zone)
  const fixed = findZone(offset)
  const moment = fixed && fromLocal(local, fixed)
  const named = region === undefined ? undefined : findZone(region)
  if (!moment || (region !== undefined && !named)) return undefined
  return named ? atZone(moment, named) : moment
}

/** Seconds since midnight, or undefined for what no clock shows. */
export function clockSeconds(hour: number, minute: number, second: number): number | undefined {
  return hour < 24 && minute < 60 && second < 60 ? hour * 3600 + minute * 60 + second : undefined
}

export function isDate({ year, month, day }: Civil): boolean {
  return Math.abs(year) <= 270_000 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}
