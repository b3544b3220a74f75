/**
 * `range`, `min` and `max`.
 */
import { ordered } from '../../evaluation/comparison.ts'
import { isNumeric, toLong } from '../../values/numbers.ts'
import type { Datum } from '../../values/value.ts'
import type { Definitions, FunctionDefinition, Given } from '../given.ts'
import { range } from './range.ts'

export const numberFunctions: Definitions<FunctionDefinition> = {
  range: {
    names: ['start', 'end', 'increment'],
    apply: (given) => range(given.frame, given.get('start'), given.get('end'), increment(given)),
  },
  max: { apply: (given) => best(given, '>') },
  min: { apply: (given) => best(given, '<') },
}

function increment(given: Given): bigint {
  const value = given.get('increment')
  if (value === null) return 1n
  if (!isNumeric(value)) throw given.refuse(value, 'a number as increment')
  return toLong(value)
}

function best(given: Given, order: '<' | '>'): Datum {
  let found: Datum = null
  for (const candidate of given.all()) {
    if (found === null || ordered(order, candidate, found)) found = candidate
  }
  return found
}
