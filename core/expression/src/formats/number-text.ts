/**
 * Numbers read from text, with the type asked for or the narrowest that fits.
 */
import { fromDouble, fromLong } from '../values/numbers.ts'
import { type Datum, Real } from '../values/value.ts'

const INTEGER = /^[+-]?[0-9]{1,400}$/
const HEX = /^([+-]?)(?:0[xX]|#)([0-9a-fA-F]{1,16})$/
const DECIMAL = /^[+-]?(?:[0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?[fFdD]?$/
const SUFFIXED = /^[+-]?[0-9]{1,400}[lL]$/

/** The number that a text stands for, or undefined. */
export function parseNumber(text: string, type: string): Datum | undefined {
  switch (type) {
    case 'INT':
      return narrow(whole(text))
    case 'LONG':
      return narrowLong(whole(text))
    case 'BIGINTEGER':
      return whole(text)
    case 'FLOAT':
      return single(decimal(text))
    case 'DOUBLE':
    case 'BIGDECIMAL':
      return decimal(text)
    default:
      return anyNumber(text)
  }
}

function anyNumber(text: string): Datum | undefined {
  if (SUFFIXED.test(text)) return narrowLong(whole(text.slice(0, -1)))
  const value = whole(text)
  if (value !== undefined) return narrow(value) ?? value
  return decimal(text)
}

function whole(text: string): bigint | undefined {
  const hex = HEX.exec(text)
  if (hex) return BigInt(`0x${hex[2] ?? '0'}`) * (hex[1] === '-' ? -1n : 1n)
  return INTEGER.test(text) ? BigInt(text.replace('+', '')) : undefined
}

/** A 32-bit integer as a plain number. */
function narrow(value: bigint | undefined): number | undefined {
  return value !== undefined && value === BigInt.asIntN(32, value) ? Number(value) : undefined
}

function narrowLong(value: bigint | undefined): bigint | undefined {
  return value !== undefined && value === fromLong(value) ? value : undefined
}

function decimal(text: string): number | Real | undefined {
  return DECIMAL.test(text) ? fromDouble(Number.parseFloat(text)) : undefined
}

/** Rounded to 32 bits, and shown with as few digits as tell it apart. */
function single(value: number | Real | undefined): number | Real | undefined {
  if (value === undefined) return undefined
  const double = Math.fround(value instanceof Real ? value.value : value)
  for (let digits = 1; digits < 10; digits += 1) {
    const short = Number(double.toPrecision(digits))
    if (Math.fround(short) === double) return fromDouble(short)
  }
  return fromDouble(double)
}
