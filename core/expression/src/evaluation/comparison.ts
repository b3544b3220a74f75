/**
 * Equality and order. Numbers are equal by value whatever their width, lists and maps by content;
 * only numbers have an order.
 */
import { compareNumbers, isNumeric } from '../values/numbers.ts'
import { type Datum, type DatumMap, isList, isMap, ownEntry } from '../values/value.ts'
import { overLimit, wrongType } from './signals.ts'

const MAX_COMPARISONS = 200_000

export function equalValues(left: Datum, right: Datum): boolean {
  if (left === right) return true
  if (typeof left === 'string' || left === null || right === null) return false
  if (isNumeric(left)) return isNumeric(right) && compareNumbers(left, right) === 0
  return typeof left === 'object' && new Equality().equal(left, right)
}

class Equality {
  #left = MAX_COMPARISONS

  equal(left: Datum, right: Datum): boolean {
    this.#left -= 1
    if (this.#left < 0) throw overLimit('a comparison of very large values')
    if (left === right) return true
    if (isNumeric(left)) return isNumeric(right) && compareNumbers(left, right) === 0
    if (isList(left)) return isList(right) && this.lists(left, right)
    return isMap(left) && isMap(right) && this.maps(left, right)
  }

  lists(left: readonly Datum[], right: readonly Datum[]): boolean {
    return left.length === right.length && left.every((item, index) => this.equal(item, right[index] ?? null))
  }

  maps(left: DatumMap, right: DatumMap): boolean {
    const keys = Object.keys(left)
    if (keys.length !== Object.keys(right).length) return false
    return keys.every((key) => {
      const other = ownEntry(right, key)
      return other !== undefined && this.equal(left[key] ?? null, other)
    })
  }
}

export type Order = '<' | '>' | '<=' | '>='

/** The order of two numbers; null compares false, anything else fails. */
export function ordered(operator: Order, left: Datum, right: Datum): boolean {
  if (left === null || right === null) return false
  if (!isNumeric(left) || !isNumeric(right)) throw wrongType(`\`${operator}\` compares numbers only`)
  const order = compareNumbers(left, right)
  switch (operator) {
    case '<':
      return order < 0
    case '>':
      return order > 0
    case '<=':
      return order <= 0
    case '>=':
      return order >= 0
  }
}
