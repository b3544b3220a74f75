// Instants as ISO-8601 text, by arithmetic: this package has no clock and no Date.

/** `2026-11-23T09:30:00.125Z` of milliseconds since the epoch (days from civil: howardhinnant.github.io/date_algorithms.html). */
export function instantText(at: number): string {
  const days = Math.floor(at / 86_400_000)
  const inDay = at - days * 86_400_000
  const { year, month, day } = civilOf(days)
  const time = [
    Math.floor(inDay / 3_600_000),
    Math.floor((inDay % 3_600_000) / 60_000),
    Math.floor((inDay % 60_000) / 1000),
  ]
  const clock = time.map((part) => pad(part, 2)).join(':')
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${clock}.${pad(Math.floor(inDay % 1000), 3)}Z`
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
