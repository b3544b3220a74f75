/**
 * Running what makes values: texts, lists, maps, arithmetic and logic.
 */
import { type Datum, emptyMap, isList } from '../values/value.ts'
import type { Item, Names } from './environment.ts'
import { formatText } from './formats.ts'
import type { Interpreter, Results } from './interpreter.ts'
import { fresh } from './items.ts'
import type { Jq, JqOf } from './tree.ts'
import { calculate, JqError, numberOf, truthy, typeOf } from './values.ts'

/** A text with interpolations, for every combination of their values. */
export function* text(run: Interpreter, node: JqOf<'text'>, names: Names, input: Item): Results {
  for (const part of joined(run, node, names, input)) yield fresh(part)
}

function* joined(run: Interpreter, node: JqOf<'text'>, names: Names, input: Item): Generator<string, void> {
  const [part, ...parts] = node.parts
  if (part === undefined) return void (yield '')
  const values: Iterable<Datum> = typeof part === 'string' ? [part] : run.values(part, names, input.value)
  for (const value of values) {
    const own = typeof part === 'string' ? part : formatText(node.format, value)
    for (const rest of joined(run, { ...node, parts }, names, input)) yield run.frame.bounded(own + rest)
  }
}

export function* list(run: Interpreter, node: JqOf<'list'>, names: Names, input: Item): Results {
  yield fresh(node.body ? [...run.values(node.body, names, input.value)] : [])
}

export function map(run: Interpreter, node: JqOf<'map'>, names: Names, input: Item): Results {
  return entries(run, node.entries, names, input)
}

function* entries(run: Interpreter, pairs: readonly (readonly [Jq, Jq])[], names: Names, input: Item): Results {
  const [first, ...rest] = pairs
  if (!first) return void (yield fresh(emptyMap()))
  for (const key of run.values(first[0], names, input.value)) {
    if (typeof key !== 'string') throw new JqError(`Object keys must be strings, not ${typeOf(key)}`)
    for (const value of run.values(first[1], names, input.value)) {
      for (const { value: others } of entries(run, rest, names, input)) {
        yield fresh(Object.assign(emptyMap(), { [key]: value }, others))
      }
    }
  }
}

export function* negate(run: Interpreter, node: JqOf<'negate'>, names: Names, input: Item): Results {
  for (const value of run.values(node.operand, names, input.value))
    yield fresh(0 - numberOf(value, 'cannot be negated'))
}

export function* logic(run: Interpreter, node: JqOf<'and' | 'or'>, names: Names, input: Item): Results {
  const short = node.kind === 'or'
  for (const left of run.values(node.left, names, input.value)) {
    if (truthy(left) === short) yield fresh(short)
    else for (const right of run.values(node.right, names, input.value)) yield fresh(truthy(right))
  }
}

export function* binary(run: Interpreter, node: JqOf<'binary'>, names: Names, input: Item): Results {
  for (const right of run.values(node.right, names, input.value)) {
    for (const left of run.values(node.left, names, input.value)) {
      if (isList(left)) run.frame.spend(left.length)
      yield fresh(calculate(node.operator, left, right))
    }
  }
}
