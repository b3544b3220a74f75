// Instants as ISO-8601 text, by arithmetic: this package has no clock and no Date.

// Instants come in bunches: the text of the last second is kept, and the millisecond is put behind it. Only a memory of
// what would be computed again.
const lastSecond = { second: Number.NaN, text: '' }
const MILLISECONDS: readonly string[] = Array.from({ length: 1000 }, (_, value) => `.${pad(value, 3)}Z`)

/** `2026-11-23T09:30:00.125Z` of milliseconds since the epoch (days from civil: howardhinnant.github.io/date_algorithms.html). */
export function instantText(at: number): string {
  const second = Math.floor(at / 1000)
  if (second !== lastSecond.second) {
    lastSecond.text = secondText(second)
    lastSecond.second = second
  }
  return lastSecond.text + (MILLISECONDS[Math.floor(at - second * 1000)] ?? '')
}

function secondText(second: number): string {
  const days = Math.floor(second / 86_400)
  const inDay = second - days * 86_400
  const { year, month, day } = civilOf(days)
  const time = [Math.floor(inDay / 3600), Math.floor((inDay % 3600) / 60), inDay % 60]
  const clock = time.map((part) => pad(part, 2)).join(':')
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${clock}`
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)(.*)$/
const TIME = /^T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d{1,9})?)?(?:Z|([+-]\d\d):?(\d\d))?(?:\[[\w/+-]+\])?$/

/** The instant of an ISO-8601 date or date with time; UTC where it has no offset. Undefined for what is none. */
export function instantOf(text: string): number | undefined {
  const [, year, month, day, time] = DATE.exec(text) ?? []
  const days = daysOf(Number(year), Number(month), Number(day))
  const inDay = time === '' ? 0 : inDayOf(time ?? 'none')
  const written = civilOf(days)
  if (inDay === undefined || written.month !== Number(month) || written.day !== Number(day)) return undefined
  return days * 86_400_000 + inDay
}

function inDayOf(time: string): number | undefined {
  const match = TIME.exec(time)
  if (match === null) return undefined
  const [hour = 0, minute = 0, second = 0, fraction = 0, offsetHour = 0, offsetMinute = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0))
  const offset = offsetHour * 60 + (match[5]?.startsWith('-') === true ? -offsetMinute : offsetMinute)
  return ((hour * 60 + minute - offset) * 60 + second) * 1000 + Math.floor(fraction * 1000 + 1e-6)
}

function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

function civilOf(daysSinceEpoch: number): { year: number; month: number; day: number } {
  const shifted = daysSinceEpoch + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
