/**
 * Amounts of time added to a moment: days and longer move the date on the clock, the rest the instant.
 */
import { addMonths, fromEpochDay, toEpochDay } from './calendar.ts'
import { atZone, type DateTime, fromLocal } from './date-time.ts'

const MONTHS: ReadonlyMap<string, number> = new Map([
  ['MONTHS', 1],
  ['YEARS', 12],
  ['DECADES', 120],
  ['CENTURIES', 1200],
  ['MILLENNIA', 12_000],
])
const DAYS: ReadonlyMap<string, number> = new Map([
  ['DAYS', 1],
  ['WEEKS', 7],
])
const NANOS: ReadonlyMap<string, bigint> = new Map([
  ['NANOS', 1n],
  ['MICROS', 1_000n],
  ['MILLIS', 1_000_000n],
  ['SECONDS', 1_000_000_000n],
  ['MINUTES', 60_000_000_000n],
  ['HOURS', 3_600_000_000_000n],
  ['HALF_DAYS', 43_200_000_000_000n],
])

/** The furthest that a date may be moved, about the range of ECMAScript's own dates. */
const MAX_YEAR = 270_000

/** The names of units. */
export const unitNames: readonly string[] = [...NANOS.keys(), ...DAYS.keys(), ...MONTHS.keys()]

/** The moment moved by an amount, or undefined for an unknown unit or a date out of range. */
export function plus(moment: DateTime, amount: number, unit: string): DateTime | undefined {
  const moved = movedBy(moment, amount, unit)
  return moved && Math.abs(moved.date.year) <= MAX_YEAR ? moved : undefined
}

function movedBy(moment: DateTime, amount: number, unit: string): DateTime | undefined {
  const months = MONTHS.get(unit)
  const days = DAYS.get(unit)
  const nanos = NANOS.get(unit)
  const { date, secondOfDay, zone } = moment
  if (months !== undefined)
    return fromLocal({ date: addMonths(date, amount * months), secondOfDay, nanos: moment.nanos }, zone)
  if (days !== undefined) {
    return fromLocal({ date: fromEpochDay(toEpochDay(date) + amount * days), secondOfDay, nanos: moment.nanos }, zone)
  }
  if (nanos === undefined) return undefined
  const total = BigInt(moment.nanos) + BigInt(amount) * nanos
  const rest = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  return atZone({ seconds: moment.seconds + Number((total - rest) / 1_000_000_000n), nanos: Number(rest) }, zone)
}
