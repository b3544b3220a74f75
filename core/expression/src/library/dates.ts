/**
 * Dates as the filters and `now()` take and give them.
 */
import { atZone, type DateTime } from '../dates/date-time.ts'
import { formatDate } from '../dates/format.ts'
import { findLocale } from '../dates/names.ts'
import { parseDate } from '../dates/parse.ts'
import { findZone, type Zone } from '../dates/zone.ts'
import { isNumeric, numberKind, toLong } from '../values/numbers.ts'
import type { Datum } from '../values/value.ts'
import type { Given } from './given.ts'

/** The zone asked for, or that of the facts. */
export function zoneOf(given: Given): Zone {
  const id = given.text('timeZone') ?? given.frame.facts.zone
  const zone = findZone(id)
  if (!zone) throw given.fail(`The time zone '${id.slice(0, 60)}' is unknown`)
  return zone
}

function localeOf(given: Given): string {
  const name = given.text('locale') ?? given.frame.facts.locale ?? 'en-US'
  const locale = findLocale(name)
  if (locale === undefined) throw given.fail(`The locale '${name.slice(0, 60)}' is unknown`)
  return locale
}

/** The moment that a text or an epoch stands for. */
export function momentOf(input: Datum, given: Given, zone: Zone): DateTime {
  if (typeof input === 'string') return textMoment(input, given, zone)
  if (input === null || !isNumeric(input)) throw given.refuse(input, 'dates')
  if (numberKind(input) !== 'long') throw given.fail('An epoch is a 64-bit integer; add 0 to a smaller one')
  return atZone(epoch(toLong(input)), zone)
}

function textMoment(text: string, given: Given, zone: Zone): DateTime {
  const moment = parseDate(text, zone, given.text('existingFormat'))
  if (!moment) throw given.fail(`The text '${text.slice(0, 60)}' is not a date in the format expected`)
  return moment
}

// Names and zones come from locale data, which is slow.
const STEPS_PER_DATE = 25
const NANOS = 1_000_000_000n

/** Seconds, milliseconds, microseconds or nanoseconds, by size. */
function epoch(value: bigint): { readonly seconds: number; readonly nanos: number } {
  const size = value < 0n ? -value : value
  const scale = size < 10n ** 11n ? NANOS : size < 10n ** 14n ? 1_000_000n : size < 10n ** 17n ? 1_000n : 1n
  const total = value * scale
  const nanos = ((total % NANOS) + NANOS) % NANOS
  return { seconds: Number((total - nanos) / NANOS), nanos: Number(nanos) }
}

/** The moment at which the evaluation happens. */
export function present(given: Given, zone: Zone): DateTime {
  const milliseconds = Math.floor(given.frame.facts.now)
  const seconds = Math.floor(milliseconds / 1000)
  return atZone({ seconds, nanos: (milliseconds - seconds * 1000) * 1_000_000 }, zone)
}

/** A moment in the format, zone and locale asked for. */
export function dateText(moment: DateTime, given: Given, zone: Zone): string {
  given.frame.spend(STEPS_PER_DATE)
  const result = formatDate(atZone(moment, zone), given.text('format') ?? 'iso', localeOf(given))
  if ('problem' in result) throw given.fail(result.problem)
  return result.text
}
