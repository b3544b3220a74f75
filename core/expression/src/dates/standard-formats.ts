/**
 * The formats that have a name: ISO 8601 in several forms, SQL and RFC 1123.
 */
import { dayOfYear, fromEpochDay, weekOf } from './calendar.ts'
import type { DateTime } from './date-time.ts'
import { offsetText } from './zone.ts'

type Print = (moment: DateTime) => string

const two = (value: number): string => String(value).padStart(2, '0')

function year(value: number): string {
  if (value > 9999) return `+${value}`
  return value < 0 ? `-${String(-value).padStart(4, '0')}` : String(value).padStart(4, '0')
}

const date: Print = (moment) => `${year(moment.date.year)}-${two(moment.date.month)}-${two(moment.date.day)}`

const clock: Print = ({ secondOfDay }) =>
  `${two(Math.floor(secondOfDay / 3600))}:${two(Math.floor(secondOfDay / 60) % 60)}:${two(secondOfDay % 60)}`

function fraction(nanos: number): string {
  return nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`
}

/** A fraction in groups of three digits. */
function groupedFraction(nanos: number): string {
  if (nanos === 0) return ''
  const digits = String(nanos).padStart(9, '0')
  if (nanos % 1_000_000 === 0) return `.${digits.slice(0, 3)}`
  return `.${nanos % 1_000 === 0 ? digits.slice(0, 6) : digits}`
}

const time: Print = (moment) => clock(moment) + fraction(moment.nanos)
const offset: Print = (moment) => (moment.offset === 0 ? 'Z' : offsetText(moment.offset))
const region: Print = ({ zone }) => (/^(?:Z|[+-].*)$/.test(zone.id) ? '' : `[${zone.id}]`)
const zoned: Print = (moment) => `${date(moment)}T${time(moment)}${offset(moment)}${region(moment)}`

const instant: Print = (moment) => {
  const utc = { ...moment, ...inUtc(moment) }
  return `${date(utc)}T${clock(utc)}${groupedFraction(moment.nanos)}Z`
}

function inUtc(moment: DateTime): Pick<DateTime, 'date' | 'secondOfDay'> {
  const total = moment.epochDay * 86_400 + moment.secondOfDay - moment.offset
  const day = Math.floor(total / 86_400)
  return { date: fromEpochDay(day), secondOfDay: total - day * 86_400 }
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const rfc1123: Print = (moment) => {
  const { year: number, month, day } = moment.date
  const zone = moment.offset === 0 ? 'GMT' : offsetText(moment.offset).slice(0, 6).replace(':', '')
  return `${WEEKDAYS[moment.weekday - 1]}, ${day} ${MONTHS[month - 1]} ${year(number)} ${clock(moment)} ${zone}`
}

const weekDate: Print = (moment) => {
  const { year: number, week } = weekOf(moment.date, 1, 4)
  return `${year(number)}-W${two(week)}-${moment.weekday}${offset(moment)}`
}

const formats: ReadonlyMap<string, string | Print> = new Map<string, string | Print>([
  ['iso', "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"],
  ['iso_milli', "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"],
  ['iso_sec', "yyyy-MM-dd'T'HH:mm:ssXXX"],
  ['sql', 'yyyy-MM-dd HH:mm:ss.SSSSSS'],
  ['sql_milli', 'yyyy-MM-dd HH:mm:ss.SSS'],
  ['sql_sec', 'yyyy-MM-dd HH:mm:ss'],
  ['sql_seq', 'yyyy-MM-dd HH:mm:ss'],
  ['iso_date_time', zoned],
  ['iso_zoned_date_time', zoned],
  ['iso_date', (moment) => date(moment) + offset(moment)],
  ['iso_time', (moment) => time(moment) + offset(moment)],
  ['iso_offset_time', (moment) => time(moment) + offset(moment)],
  ['iso_offset_date_time', (moment) => `${date(moment)}T${time(moment)}${offset(moment)}`],
  ['iso_local_date', date],
  ['iso_local_time', time],
  ['iso_local_date_time', (moment) => `${date(moment)}T${time(moment)}`],
  ['iso_instant', instant],
  [
    'iso_ordinal_date',
    (moment) => `${year(moment.date.year)}-${String(dayOfYear(moment.date)).padStart(3, '0')}${offset(moment)}`,
  ],
  ['iso_week_date', weekDate],
  ['rfc_1123_date_time', rfc1123],
])

/** A pattern or a printer by name. */
export function standardFormat(name: string): string | Print | undefined {
  return formats.get(name)
}
