/**
 * The names of types, as the dialect tells them (`className`): Java's.
 */
import { isNumeric, numberKind } from './numbers.ts'
import { type Datum, isList } from './value.ts'

const NUMBERS = { integer: 'java.lang.Integer', long: 'java.lang.Long', double: 'java.lang.Double' } as const

export function className(value: Datum): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'java.lang.String'
  if (typeof value === 'boolean') return 'java.lang.Boolean'
  if (isNumeric(value)) return NUMBERS[numberKind(value)]
  return isList(value) ? 'java.util.ArrayList' : 'java.util.LinkedHashMap'
}
