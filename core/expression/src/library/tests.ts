/**
 * The tests of `is` and `is not`.
 */
import { Failure } from '../evaluation/signals.ts'
import { isNumeric, numberKind, toLong } from '../values/numbers.ts'
import { parseJson } from '../values/parse-json.ts'
import { type Datum, isList, isMap } from '../values/value.ts'
import type { Given, TestDefinition } from './given.ts'

const tests: ReadonlyMap<string, TestDefinition> = new Map<string, TestDefinition>([
  ['defined', { forgives: true, apply: (input) => input !== null }],
  ['empty', { apply: isEmpty }],
  ['even', { apply: (input, given) => isEven(input, given) }],
  ['odd', { apply: (input, given) => !isEven(input, given) }],
  ['iterable', { apply: isList }],
  ['map', { apply: isMap }],
  ['null', { apply: (input) => input === null }],
  ['json', { apply: isJson }],
])

export function findTest(name: string): TestDefinition | undefined {
  return tests.get(name)
}

/** The names of all tests. */
export function testNames(): readonly string[] {
  return [...tests.keys()]
}

/** Null, a blank text, a list or map without entries. */
export function isEmpty(input: Datum): boolean {
  if (input === null) return true
  if (typeof input === 'string') return input.trim() === ''
  if (isList(input)) return input.length === 0
  return isMap(input) && Object.keys(input).length === 0
}

function isEven(input: Datum, given: Given): boolean {
  if (input === null || !isNumeric(input) || numberKind(input) === 'double') {
    throw new Failure('MR_EXPRESSION_TYPE', `'${given.callee}' tests integers only`)
  }
  return toLong(input) % 2n === 0n
}

function isJson(input: Datum): boolean {
  if (typeof input === 'string') return input.trim() === '' || parseJson(input) !== undefined
  return isList(input) || isMap(input)
}
