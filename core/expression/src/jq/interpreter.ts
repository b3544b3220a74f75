/**
 * Runs jq programs: every node gives zero or more results. Every node is a step of the
 * evaluation that the query is part of, and calls are bounded in depth.
 */
import type { Frame } from '../evaluation/frame.ts'
import { overLimit } from '../evaluation/signals.ts'
import { type Datum, emptyMap } from '../values/value.ts'
import { assign } from './assign.ts'
import { bindValue } from './binding.ts'
import { findBuiltin } from './builtins.ts'
import { bind, type Closure, define, type Item, lookup, type Names, signature } from './environment.ts'
import { formatText } from './formats.ts'
import { fresh, one } from './items.ts'
import {
  alternative,
  attempt,
  bind as bindPattern,
  branch,
  comma,
  foreach,
  label,
  leave,
  pipe,
  reduce,
} from './run-control.ts'
import { index, iterate, recurse, slice } from './run-paths.ts'
import { binary, list, logic, map, negate, text } from './run-values.ts'
import type { Jq, JqOf } from './tree.ts'
import { JqError } from './values.ts'

export type Results = Generator<Item, void>

const MAX_CALLS = 150

type Run = (run: Interpreter, node: never, names: Names, input: Item) => Results

const runs: { readonly [K in Jq['kind']]: (run: Interpreter, node: JqOf<K>, names: Names, input: Item) => Results } = {
  identity: (_run, _node, _names, input) => one(input),
  recurse: (run, _node, _names, input) => recurse(run, input),
  literal: (_run, node) => one(fresh(node.value)),
  text,
  format: (_run, node, _names, input) => one(fresh(formatText(node.name, input.value))),
  index,
  slice,
  iterate,
  try: attempt,
  list,
  map,
  negate,
  pipe,
  comma,
  and: logic,
  or: logic,
  alternative,
  binary,
  assign,
  if: branch,
  reduce,
  foreach,
  bind: bindPattern,
  define: (run, node, names, input) => run.run(node.body, define(names, node.definition), input),
  call: (run, node, names, input) => run.call(node, names, input),
  variable: (run, node, names) => one(fresh(run.variable(node.name, names))),
  label,
  break: (_run, node, names) => leave(node.name, names),
}

export class Interpreter {
  readonly frame: Frame
  #calls = 0

  constructor(frame: Frame) {
    this.frame = frame
  }

  *values(node: Jq, names: Names, value: Datum): Generator<Datum, void> {
    for (const item of this.run(node, names, { value, path: undefined })) yield item.value
  }

  /** The results of an argument. */
  argument(closure: Closure, input: Item): Results {
    return this.run(closure.body, closure.names, input)
  }

  run(node: Jq, names: Names, input: Item): Results {
    this.frame.spend(1)
    return (runs[node.kind] as Run)(this, node as never, names, input)
  }

  variable(name: string, names: Names): Datum {
    const found = lookup(names, `$${name}`)
    if (found?.kind === 'value') return found.value
    if (name === 'ENV') return emptyMap()
    throw new JqError(`$${name} is not defined`)
  }

  *call(node: JqOf<'call'>, names: Names, input: Item): Results {
    this.#calls += 1
    if (this.#calls > MAX_CALLS) throw overLimit('a jq program calls itself too deeply')
    try {
      yield* this.called(node, names, input)
    } finally {
      this.#calls -= 1
    }
  }

  called(node: JqOf<'call'>, names: Names, input: Item): Results {
    const found = lookup(names, signature(node.name, node.given.length))
    const given = node.given.map((body): Closure => ({ body, names }))
    if (found?.kind === 'argument') return this.argument(found.closure, input)
    if (found?.kind === 'function') return this.apply(found.definition.parameters, found, given, input)
    const builtin = findBuiltin(node.name, node.given.length)
    if (!builtin) throw new JqError(`${node.name}/${node.given.length} is not defined`)
    if (typeof builtin === 'function') return builtin(this, given, input)
    return this.apply(
      builtin.definition.parameters,
      { definition: builtin.definition, names: () => builtin.names },
      given,
      input,
    )
  }

  apply(
    parameters: readonly string[],
    called: { readonly definition: { readonly body: Jq }; readonly names: () => Names },
    given: readonly Closure[],
    input: Item,
  ): Results {
    return this.withArguments(parameters, given, input, { names: called.names(), body: called.definition.body })
  }

  /** Arguments written `$x` are values: the body runs once for each combination. */
  *withArguments(parameters: readonly string[], given: readonly Closure[], input: Item, call: Closure): Results {
    const [name, ...rest] = parameters
    const [closure, ...others] = given
    if (name === undefined || !closure) return yield* this.run(call.body, call.names, input)
    if (!name.startsWith('$')) {
      const names = bind(call.names, signature(name, 0), { kind: 'argument', closure })
      return yield* this.withArguments(rest, others, input, { ...call, names })
    }
    for (const { value } of this.argument(closure, fresh(input.value))) {
      const body: Jq = { kind: 'literal', value }
      const filter = bind(call.names, signature(name.slice(1), 0), {
        kind: 'argument',
        closure: { body, names: call.names },
      })
      yield* this.withArguments(rest, others, input, { ...call, names: bindValue(filter, name.slice(1), value) })
    }
  }
}
