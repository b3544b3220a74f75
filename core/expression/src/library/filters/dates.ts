/**
 * Filters on dates.
 */
import type { DateTime } from '../../dates/date-time.ts'
import { plus, unitNames } from '../../dates/units.ts'
import type { Datum } from '../../values/value.ts'
import { dateText, momentOf, zoneOf } from '../dates.ts'
import type { Definitions, FilterDefinition, Given } from '../given.ts'

const FORMAT = ['format', 'timeZone', 'existingFormat', 'locale']
const ZONE = ['timeZone', 'existingFormat']

export const dateFilters: Definitions<FilterDefinition> = {
  date: { names: FORMAT, apply: date },
  dateAdd: { names: ['amount', 'unit', ...FORMAT], apply: dateAdd },
  timestamp: { names: ZONE, apply: timestamp((moment) => BigInt(moment.seconds)) },
  timestampMilli: { names: ZONE, apply: timestamp((moment) => nanosOf(moment) / 1_000_000n) },
  // The reference multiplies seconds by a thousand too much; texts keep all digits.
  timestampMicro: {
    names: ZONE,
    apply: timestamp((moment) => String(BigInt(moment.seconds) * NANOS + BigInt(Math.floor(moment.nanos / 1000)))),
  },
  timestampNano: { names: ZONE, apply: timestamp((moment) => String(nanosOf(moment))) },
}

const NANOS = 1_000_000_000n

function nanosOf(moment: DateTime): bigint {
  return BigInt(moment.seconds) * NANOS + BigInt(moment.nanos)
}

function date(input: Datum, given: Given): Datum {
  if (input === null) return null
  const zone = zoneOf(given)
  return dateText(momentOf(input, given, zone), given, zone)
}

function dateAdd(input: Datum, given: Given): Datum {
  if (input === null) return null
  const zone = zoneOf(given)
  given.required('amount')
  const unit = given.requiredText('unit')
  const moved = plus(momentOf(input, given, zone), given.whole('amount') ?? 0, unit)
  if (!moved)
    throw given.fail(`'${unit.slice(0, 40)}' is not a unit (${unitNames.join(', ')}), or the date is out of range`)
  return dateText(moved, given, zone)
}

function timestamp(of: (moment: DateTime) => Datum): FilterDefinition['apply'] {
  return (input, given) => (input === null ? null : of(momentOf(input, given, zoneOf(given))))
}
