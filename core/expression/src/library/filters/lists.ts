/**
 * Filters on lists. None changes the list that it is given.
 */
import { compareNumbers, isNumeric } from '../../values/numbers.ts'
import { type Datum, isList } from '../../values/value.ts'
import type { Definitions, FilterDefinition, Given } from '../given.ts'
import { distinct } from './collections.ts'

export const listFilters: Definitions<FilterDefinition> = {
  join: { names: ['separator'], apply: join },
  sort: { apply: onList((items, given) => sorted(items, given)) },
  rsort: { apply: onList((items, given) => sorted(items, given).reverse()) },
  reverse: { apply: onList((items) => items.toReversed()) },
  chunk: { names: ['size'], apply: onList(chunk) },
  flatten: { names: [], apply: onList((items) => items.flatMap((item) => (isList(item) ? item : [item]))) },
  distinct: { apply: (input, given) => (input === null ? 'null' : onList(distinct)(input, given)) },
}

function onList(apply: (items: readonly Datum[], given: Given) => Datum): FilterDefinition['apply'] {
  return (input, given) => {
    if (input === null) return null
    if (!isList(input)) throw given.refuse(input, 'lists')
    given.frame.spend(Math.ceil(input.length / 16))
    return apply(input, given)
  }
}

function join(input: Datum, given: Given): Datum {
  if (input === null) return null
  if (!isList(input)) throw given.refuse(input, 'lists')
  const glue = given.text('separator') ?? ''
  let text = ''
  for (const [index, item] of input.entries()) {
    text = given.frame.bounded(text + (index > 0 ? glue : '') + given.frame.text(item))
  }
  return text
}

function sorted(items: readonly Datum[], given: Given): Datum[] {
  return items.toSorted((left, right) => order(left, right, given))
}

function order(left: Datum, right: Datum, given: Given): number {
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right)
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  if (left !== null && right !== null && isNumeric(left) && isNumeric(right)) return compareNumbers(left, right)
  throw given.fail(`'${given.callee}' orders texts among texts and numbers among numbers`)
}

function chunk(items: readonly Datum[], given: Given): Datum {
  given.required('size')
  const size = given.whole('size') ?? 0
  if (size <= 0) throw given.fail("The argument 'size' of 'chunk' must be greater than 0")
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
