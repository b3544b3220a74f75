/**
 * Numbers as the dialect knows them: 32-bit and 64-bit integers and floating point.
 * A JSON number without a fraction is an integer; a literal without a fraction is a 64-bit integer.
 */
import { type Datum, Real } from './value.ts'

export type Numeric = number | bigint | Real
export type NumberKind = 'integer' | 'long' | 'double'

const LONG_BOUND = 2 ** 63

export function isNumeric(value: Datum): value is Numeric {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Real
}

export function numberKind(value: Numeric): NumberKind {
  if (typeof value === 'bigint') return 'long'
  if (value instanceof Real) return 'double'
  if (!Number.isInteger(value) || Math.abs(value) >= LONG_BOUND) return 'double'
  return value === (value | 0) ? 'integer' : 'long'
}

/** The nearest floating-point number. */
export function toDouble(value: Numeric): number {
  return value instanceof Real ? value.value : Number(value)
}

/** The whole part, as Java's `longValue` takes it. */
export function toLong(value: Numeric): bigint {
  if (typeof value === 'bigint') return value
  const double = toDouble(value)
  return Number.isFinite(double) ? BigInt(Math.trunc(double)) : 0n
}

/** A floating-point result, marked where it would otherwise pass for an integer. */
export function fromDouble(value: number): number | Real {
  return Number.isInteger(value) || !Number.isFinite(value) ? new Real(value) : value
}

/** A 64-bit integer, wrapped as in Java. */
export function fromLong(value: bigint): bigint {
  return BigInt.asIntN(64, value)
}

/** The text of a number: integers plainly, floating point as Java prints it. */
export function numberText(value: Numeric): string {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Real) return doubleText(value.value)
  if (!Number.isInteger(value)) return doubleText(value)
  return Number.isSafeInteger(value) ? String(value) : wideText(value)
}

function wideText(value: number): string {
  return Math.abs(value) < LONG_BOUND ? BigInt(value).toString() : doubleText(value)
}

/** Floating point as Java prints it: 1.0, 1.5E10, 1.0E-5. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (value === 0 || (size >= 1e-3 && size < 1e7)) {
    const plain = String(value)
    const signed = Object.is(value, -0) ? '-0' : plain
    return plain.includes('.') ? signed : `${signed}.0`
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  const mantissa = digits.includes('.') ? digits : `${digits}.0`
  return `${mantissa}E${exponent.replace('+', '')}`
}

/** −1, 0 or 1, exact between integers and floating point. */
export function compareNumbers(left: Numeric, right: Numeric): number {
  const first = left instanceof Real ? left.value : left
  const second = right instanceof Real ? right.value : right
  if (first < second) return -1
  return first > second ? 1 : 0
}
