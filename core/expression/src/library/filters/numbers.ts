/**
 * Filters on numbers.
 */
import { formatDecimal } from '../../formats/decimal.ts'
import { parseNumber } from '../../formats/number-text.ts'
import { className } from '../../values/class-name.ts'
import { fromDouble, isNumeric } from '../../values/numbers.ts'
import { type Datum, Real } from '../../values/value.ts'
import type { Definitions, FilterDefinition, Given } from '../given.ts'

export const numberFilters: Definitions<FilterDefinition> = {
  abs: { apply: absolute },
  number: { names: ['type'], apply: toNumber },
  numberFormat: { names: ['format'], apply: numberFormat },
  className: { cheap: true, apply: (input) => (input === null ? null : className(input)) },
}

function absolute(input: Datum, given: Given): Datum {
  if (input === null || !isNumeric(input)) throw given.refuse(input, 'numbers')
  if (typeof input === 'bigint') return input < 0n ? -input : input
  return input instanceof Real ? fromDouble(Math.abs(input.value)) : Math.abs(input)
}

function toNumber(input: Datum, given: Given): Datum {
  if (input === null) return null
  if (typeof input !== 'string') throw given.refuse(input, 'texts')
  const value = parseNumber(input, given.text('type') ?? '')
  if (value === undefined) throw given.fail(`${input.slice(0, 100)} is not a valid number`)
  return value
}

function numberFormat(input: Datum, given: Given): Datum {
  if (input === null) return null
  if (!isNumeric(input)) throw given.refuse(input, 'numbers')
  const pattern = given.text('format') ?? '#,##0.###'
  const text = formatDecimal(input, pattern)
  if (text === undefined) throw given.fail(`The number format '${pattern.slice(0, 100)}' is not valid`)
  return text
}
