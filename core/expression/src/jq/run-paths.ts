/**
 * Running what leads into a value: fields, indexes, slices, `.[]` and `..`.
 */
import { type Datum, emptyMap, isList, isMap } from '../values/value.ts'
import type { Item, Names } from './environment.ts'
import type { Interpreter, Results } from './interpreter.ts'
import { children, step } from './items.ts'
import type { Jq, JqOf } from './tree.ts'
import { described, JqError } from './values.ts'

export function* recurse(run: Interpreter, input: Item): Results {
  run.frame.spend(1)
  yield input
  for (const inner of children(input)) yield* recurse(run, inner)
}

export function* index(run: Interpreter, node: JqOf<'index'>, names: Names, input: Item): Results {
  for (const target of run.run(node.target, names, input)) {
    for (const key of run.values(node.key, names, input.value)) yield step(target, key)
  }
}

export function* slice(run: Interpreter, node: JqOf<'slice'>, names: Names, input: Item): Results {
  for (const target of run.run(node.target, names, input)) {
    for (const end of optional(run, node.to, names, input.value)) {
      for (const start of optional(run, node.from, names, input.value)) {
        yield step(target, Object.assign(emptyMap(), { start, end }))
      }
    }
  }
}

function* optional(run: Interpreter, node: Jq | undefined, names: Names, value: Datum): Generator<Datum, void> {
  if (node) yield* run.values(node, names, value)
  else yield null
}

export function* iterate(run: Interpreter, node: JqOf<'iterate'>, names: Names, input: Item): Results {
  for (const target of run.run(node.target, names, input)) {
    if (!isList(target.value) && !isMap(target.value))
      throw new JqError(`Cannot iterate over ${described(target.value)}`)
    for (const inner of children(target)) {
      run.frame.spend(1)
      yield inner
    }
  }
}
