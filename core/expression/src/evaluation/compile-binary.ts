/**
 * Operators with two sides. `and`, `or` and `??` evaluate their right side only when they need it.
 */
import { range } from '../library/functions/range.ts'
import type { Binary } from '../syntax/tree.ts'
import type { Datum } from '../values/value.ts'
import { add, calculate, subtract } from './arithmetic.ts'
import { equalValues, ordered } from './comparison.ts'
import type { Frame } from './frame.ts'
import { contains, isIn } from './membership.ts'
import { Undefined } from './signals.ts'
import { holds } from './truth.ts'
import type { Evaluate, Unit } from './unit.ts'

export function compileBinary(unit: Unit, node: Binary): Evaluate {
  const left = unit.compile(node.left)
  const right = unit.compile(node.right)
  switch (node.operator) {
    case 'and':
      return (frame) => holds(left(frame), '`and`') && holds(right(frame), '`and`')
    case 'or':
      return (frame) => holds(left(frame), '`or`') || holds(right(frame), '`or`')
    case '??':
      return (frame) => forgiven(frame, left) ?? right(frame)
    case '???':
      return (frame) => {
        const value = forgiven(frame, left)
        return value === undefined ? right(frame) : value
      }
    default: {
      const apply = operation(node.operator)
      return (frame) => apply(frame, left(frame), right(frame))
    }
  }
}

/** The value, or undefined where a name in it does not exist. */
export function forgiven(frame: Frame, evaluate: Evaluate): Datum | undefined {
  try {
    return evaluate(frame)
  } catch (signal) {
    if (signal instanceof Undefined) return undefined
    throw signal
  }
}

type Operation = (frame: Frame, left: Datum, right: Datum) => Datum
type Eager = Exclude<Binary['operator'], 'and' | 'or' | '??' | '???'>

function operation(operator: Eager): Operation {
  switch (operator) {
    case '+':
      return add
    case '-':
      return subtract
    case '*':
    case '/':
    case '%':
      return (_frame, left, right) => calculate(operator, left, right)
    case '~':
      return join
    case '==':
      return equal
    case '!=':
      return (frame, left, right) => !equal(frame, left, right)
    case '<':
    case '>':
    case '<=':
    case '>=':
      return (_frame, left, right) => ordered(operator, left, right)
    case 'contains':
      return contains
    case 'isIn':
      return isIn
    case '..':
      return (frame, left, right) => range(frame, left, right, 1n)
  }
}

function equal(frame: Frame, left: Datum, right: Datum): boolean {
  if (typeof left === 'string') frame.work(left.length / 8)
  return equalValues(left, right)
}

function join(frame: Frame, left: Datum, right: Datum): Datum {
  const first = left === null ? '' : frame.text(left)
  const second = right === null ? '' : frame.text(right)
  return frame.bounded(first + second)
}
