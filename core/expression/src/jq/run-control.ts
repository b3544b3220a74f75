/**
 * Running what decides and repeats: pipes, `if`, `try`, `reduce`, `foreach`, `as`, labels.
 */
import { bind as bindName, type Item, Label, lookup, type Names } from './environment.ts'
import { bindValue, bound, variablesOf } from './binding.ts'
import type { Interpreter, Results } from './interpreter.ts'
import { fresh } from './items.ts'
import type { JqOf } from './tree.ts'
import { JqError, truthy } from './values.ts'

/** A break on its way to its label. */
class Break {
  readonly target: Label
  constructor(target: Label) {
    this.target = target
  }
}

/** Leaves the label of that name. */
export function leave(name: string, names: Names): never {
  const found = lookup(names, `*${name}`)
  if (found?.kind === 'label') throw new Break(found.label)
  throw new JqError(`$*label-${name} is not defined`)
}

export function* pipe(run: Interpreter, node: JqOf<'pipe'>, names: Names, input: Item): Results {
  for (const item of run.run(node.left, names, input)) yield* run.run(node.right, names, item)
}

export function* comma(run: Interpreter, node: JqOf<'comma'>, names: Names, input: Item): Results {
  yield* run.run(node.left, names, input)
  yield* run.run(node.right, names, input)
}

export function* attempt(run: Interpreter, node: JqOf<'try'>, names: Names, input: Item): Results {
  try {
    yield* run.run(node.body, names, input)
  } catch (signal) {
    if (!(signal instanceof JqError)) throw signal
    if (node.handler) yield* run.run(node.handler, names, fresh(signal.value))
  }
}

export function* alternative(run: Interpreter, node: JqOf<'alternative'>, names: Names, input: Item): Results {
  let found = false
  try {
    for (const item of run.run(node.left, names, input)) {
      if (!truthy(item.value)) continue
      found = true
      yield item
    }
  } catch (signal) {
    if (!(signal instanceof JqError)) throw signal
  }
  if (!found) yield* run.run(node.right, names, input)
}

export function* branch(run: Interpreter, node: JqOf<'if'>, names: Names, input: Item): Results {
  for (const condition of run.values(node.condition, names, input.value)) {
    if (truthy(condition)) yield* run.run(node.then, names, input)
    else if (node.otherwise) yield* run.run(node.otherwise, names, input)
    else yield input
  }
}

export function* reduce(run: Interpreter, node: JqOf<'reduce'>, names: Names, input: Item): Results {
  for (const start of run.run(node.start, names, input)) {
    let state: Item = start
    for (const value of run.values(node.source, names, input.value)) {
      for (const scope of bound(run, node.binding, names, value)) {
        let last: Item = fresh(null)
        for (const item of run.run(node.update, scope, state)) last = item
        state = last
      }
    }
    yield state
  }
}

export function* foreach(run: Interpreter, node: JqOf<'foreach'>, names: Names, input: Item): Results {
  for (const start of run.run(node.start, names, input)) {
    let state: Item = start
    for (const value of run.values(node.source, names, input.value)) {
      for (const scope of bound(run, node.binding, names, value)) {
        state = yield* turn(run, node, scope, state)
      }
    }
  }
}

/** One turn: its results go out, the last is the next state. */
function* turn(run: Interpreter, node: JqOf<'foreach'>, names: Names, start: Item): Generator<Item, Item> {
  let state = start
  for (const item of run.run(node.update, names, start)) {
    state = item
    if (node.extract) yield* run.run(node.extract, names, item)
    else yield item
  }
  return state
}

export function* bind(run: Interpreter, node: JqOf<'bind'>, names: Names, input: Item): Results {
  const bindings = node.bindings
  const cleared =
    bindings.length > 1
      ? bindings.flatMap(variablesOf).reduce((outer, name) => bindValue(outer, name, null), names)
      : names
  for (const value of run.values(node.source, names, input.value)) {
    for (const [index, binding] of bindings.entries()) {
      try {
        for (const scope of bound(run, binding, cleared, value)) yield* run.run(node.body, scope, input)
        break
      } catch (signal) {
        if (!(signal instanceof JqError) || index === bindings.length - 1) throw signal
      }
    }
  }
}

export function* label(run: Interpreter, node: JqOf<'label'>, names: Names, input: Item): Results {
  const target = new Label(node.name)
  try {
    yield* run.run(node.body, bindName(names, `*${node.name}`, { kind: 'label', label: target }), input)
  } catch (signal) {
    if (!(signal instanceof Break) || signal.target !== target) throw signal
  }
}
