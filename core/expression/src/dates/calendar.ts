/**
 * The proleptic ISO calendar: days since 1970 to year, month and day, and back.
 */

export interface Civil {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

const DAYS_PER_ERA = 146_097

/** Days since 1970-01-01. */
export function toEpochDay({ year, month, day }: Civil): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayInYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayInYear
  return era * DAYS_PER_ERA + dayOfEra - 719_468
}

export function fromEpochDay(epochDay: number): Civil {
  const days = epochDay + 719_468
  const era = Math.floor(days / DAYS_PER_ERA)
  const dayOfEra = days - era * DAYS_PER_ERA
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayInYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayInYear + 2) / 153)
  const day = dayInYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The same day some months later, or the last day of a shorter month. */
export function addMonths(date: Civil, months: number): Civil {
  const total = date.year * 12 + date.month - 1 + months
  const year = Math.floor(total / 12)
  const month = total - year * 12 + 1
  return { year, month, day: Math.min(date.day, daysInMonth(year, month)) }
}

/** 1 for Monday to 7 for Sunday. */
export function dayOfWeek(epochDay: number): number {
  return ((((epochDay + 3) % 7) + 7) % 7) + 1
}

export function dayOfYear(date: Civil): number {
  return toEpochDay(date) - toEpochDay({ year: date.year, month: 1, day: 1 }) + 1
}

/** Week and year of a day, in weeks that begin on `first` and have at least `least` days in the year. */
export function weekOf(date: Civil, first: number, least: number): { readonly year: number; readonly week: number } {
  const day = toEpochDay(date)
  const starts = (year: number): number => weekYearStart(year, first, least)
  const year = day >= starts(date.year + 1) ? date.year + 1 : day < starts(date.year) ? date.year - 1 : date.year
  return { year, week: Math.floor((day - starts(year)) / 7) + 1 }
}

function weekYearStart(year: number, first: number, least: number): number {
  const newYear = toEpochDay({ year, month: 1, day: 1 })
  const offset = (dayOfWeek(newYear) - first + 7) % 7
  return newYear - offset + (7 - offset >= least ? 0 : 7)
}
