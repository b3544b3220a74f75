/**
 * Text to moments: ISO 8601, or a pattern. What names no zone is taken in the zone given.
 */
import { type Civil, daysInMonth } from './calendar.ts'
import { atZone, type DateTime, fromLocal, type LocalDateTime } from './date-time.ts'
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
  const local = localOf(found)
  const [offset, region] = found.slice(8)
  if (!local || offset === undefined) return local && fromLocal(local, zone)
  const fixed = findZone(offset)
  const moment = fixed && fromLocal(local, fixed)
  const named = region === undefined ? undefined : findZone(region)
  if (!moment || (region !== undefined && !named)) return undefined
  return named ? atZone(moment, named) : moment
}

function localOf(found: readonly (string | undefined)[]): LocalDateTime | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const secondOfDay = clockSeconds(hour, minute, second)
  const date = { year, month, day }
  if (!isDate(date) || secondOfDay === undefined) return undefined
  return { date, secondOfDay, nanos: Number((found[7] ?? '').padEnd(9, '0')) }
}

/** Seconds since midnight, or undefined for what no clock shows. */
function clockSeconds(hour: number, minute: number, second: number): number | undefined {
  return hour < 24 && minute < 60 && second < 60 ? hour * 3600 + minute * 60 + second : undefined
}

function isDate({ year, month, day }: Civil): boolean {
  return Math.abs(year) <= 270_000 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}
