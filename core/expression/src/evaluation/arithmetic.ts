/**
 * `+ - * / %` with Java's widening: floating point wins over integers, integers stay 64-bit
 * and divide without a fraction. `+` also joins texts and extends lists, `-` takes from them.
 */
import { fromDouble, fromLong, isNumeric, numberKind, type Numeric, toDouble, toLong } from '../values/numbers.ts'
import { type Datum, isList } from '../values/value.ts'
import { equalValues } from './comparison.ts'
import type { Frame } from './frame.ts'
import { Failure, wrongType } from './signals.ts'
import { className } from '../values/class-name.ts'

export type Arithmetic = '+' | '-' | '*' | '/' | '%'

export function add(frame: Frame, left: Datum, right: Datum): Datum {
  if (typeof left === 'string' || typeof right === 'string') {
    return frame.bounded(frame.text(left) + frame.text(right))
  }
  if (!isList(left)) return calculate('+', left, right)
  const added = isList(right) ? right : [right]
  frame.spend(left.length + added.length)
  return [...left, ...added]
}

export function subtract(frame: Frame, left: Datum, right: Datum): Datum {
  if (!isList(left)) return calculate('-', left, right)
  const removed = isList(right) ? right : [right]
  frame.spend(left.length * removed.length)
  if (isList(right)) return left.filter((item) => !removed.some((other) => equalValues(item, other)))
  const first = left.findIndex((item) => equalValues(item, right))
  return left.filter((_, index) => index !== first)
}

/** The operation on two numbers; fails for anything else. */
export function calculate(operator: Arithmetic, left: Datum, right: Datum): Datum {
  if (!isNumeric(left) || !isNumeric(right)) {
    throw wrongType(`\`${operator}\` needs two numbers, not ${className(left)} and ${className(right)}`)
  }
  return isDouble(left) || isDouble(right)
    ? fromDouble(onDoubles(operator, toDouble(left), toDouble(right)))
    : fromLong(onLongs(operator, toLong(left), toLong(right)))
}

function isDouble(value: Numeric): boolean {
  return typeof value !== 'bigint' && numberKind(value) === 'double'
}

function onDoubles(operator: Arithmetic, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
  }
}

function onLongs(operator: Arithmetic, left: bigint, right: bigint): bigint {
  if (right === 0n && (operator === '/' || operator === '%')) {
    throw new Failure('MR_EXPRESSION_FAILED', 'Division by zero')
  }
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
  }
}
