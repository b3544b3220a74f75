/**
 * A moment in a zone: the instant, and the date and time that a clock there shows.
 */
import { type Civil, dayOfWeek, fromEpochDay, toEpochDay } from './calendar.ts'
import type { Zone } from './zone.ts'

const DAY = 86_400

export interface DateTime {
  /** Seconds since 1970. */
  readonly seconds: number
  /** 0 to 999,999,999. */
  readonly nanos: number
  readonly zone: Zone
  /** Seconds east of UTC. */
  readonly offset: number
  readonly date: Civil
  readonly epochDay: number
  /** 1 for Monday to 7 for Sunday. */
  readonly weekday: number
  /** Seconds since midnight, on the clock. */
  readonly secondOfDay: number
}

export interface Instant {
  readonly seconds: number
  readonly nanos: number
}

/** What a clock in a zone shows at an instant. */
export function atZone({ seconds, nanos }: Instant, zone: Zone): DateTime {
  const offset = zone.offsetAt(seconds)
  const local = seconds + offset
  const epochDay = Math.floor(local / DAY)
  return {
    seconds,
    nanos,
    zone,
    offset,
    date: fromEpochDay(epochDay),
    epochDay,
    weekday: dayOfWeek(epochDay),
    secondOfDay: local - epochDay * DAY,
  }
}

export interface LocalDateTime {
  readonly date: Civil
  readonly secondOfDay: number
  readonly nanos: number
}

/** The moment when a clock in a zone shows a date and time: the earlier of two, the later side of a gap. */
export function fromLocal({ date, secondOfDay, nanos }: LocalDateTime, zone: Zone): DateTime {
  const local = toEpochDay(date) * DAY + secondOfDay
  const before = zone.offsetAt(local - DAY)
  const after = zone.offsetAt(local + DAY)
  const fits = [before, after].find((offset) => zone.offsetAt(local - offset) === offset)
  return atZone({ seconds: local - (fits ?? before), nanos }, zone)
}
