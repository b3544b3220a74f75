/**
 * Calls of functions, filters, tests and macros: arguments by position and by name,
 * checked against the names that the callee takes.
 */
import { findFilter } from '../library/filters.ts'
import { findFunction } from '../library/functions.ts'
import { findTest } from '../library/tests.ts'
import { Given } from '../library/given.ts'
import type { Arguments, Call, Filter, Test } from '../syntax/tree.ts'
import type { Datum } from '../values/value.ts'
import { forgiven } from './compile-binary.ts'
import type { Frame } from './frame.ts'
import { weightOf } from './settle.ts'
import { Failure } from './signals.ts'
import type { Evaluate, Unit } from './unit.ts'

type Bind = (frame: Frame) => Map<string, Datum>

export function compileFilter(unit: Unit, node: Filter): Evaluate {
  const filter = findFilter(node.name)
  if (!filter) return unknown('Filter', node.name)
  const input = unit.compile(node.input)
  const bind = compileArguments(unit, node.given, filter.names)
  if (filter.forgives === true) {
    return (frame) => {
      const given = new Given(frame, node.name, bind(frame))
      return filter.apply(forgiven(frame, input) ?? null, given)
    }
  }
  return (frame) => {
    const given = new Given(frame, node.name, bind(frame))
    const value = input(frame)
    if (filter.cheap !== true) frame.work(weightOf(value))
    return filter.apply(value, given)
  }
}

export function compileTest(unit: Unit, node: Test): Evaluate {
  const test = findTest(node.name)
  if (!test) return unknown('Test', node.name)
  const input = unit.compile(node.input)
  const bind = compileArguments(unit, node.given, test.names)
  return (frame) => {
    const given = new Given(frame, node.name, bind(frame))
    const value = test.forgives === true ? (forgiven(frame, input) ?? null) : input(frame)
    return test.apply(value, given) !== node.negated
  }
}

export function compileCall(unit: Unit, node: Call): Evaluate {
  if (node.name === 'block') return compileBlock(unit, node)
  const definition = findFunction(node.name)
  if (!definition) return compileMacroCall(unit, node)
  const bind = compileArguments(unit, node.given, definition.names)
  return (frame) => definition.apply(new Given(frame, node.name, bind(frame)))
}

function compileBlock(unit: Unit, node: Call): Evaluate {
  const [name] = node.given.positional.map((argument) => unit.compile(argument))
  return (frame) => {
    const block = unit.blocks.get(frame.text(name ? name(frame) : null))
    return block ? frame.deeper(() => block(frame)) : null
  }
}

/** Macros may be defined after their use, so they are looked up when called. */
function compileMacroCall(unit: Unit, node: Call): Evaluate {
  const binds = new Map<readonly string[], Bind>()
  return (frame) => {
    const macro = unit.macros.get(node.name)
    if (!macro) throw new Failure('MR_EXPRESSION_UNKNOWN', `Function or macro [${node.name}] does not exist`)
    const bind = binds.get(macro.names) ?? compileArguments(unit, node.given, macro.names)
    binds.set(macro.names, bind)
    return frame.deeper(() => macro.call(frame, bind(frame)))
  }
}

function unknown(what: string, name: string): Evaluate {
  return () => {
    throw new Failure('MR_EXPRESSION_UNKNOWN', `${what} [${name}] does not exist`)
  }
}

const NOTHING: ReadonlyMap<string, Datum> = new Map()

/** Binds arguments to the names that a callee takes; without names, to their positions. */
function compileArguments(unit: Unit, given: Arguments, names: readonly string[] | undefined): Bind {
  if (given.positional.length + given.named.length === 0) return () => NOTHING as Map<string, Datum>
  const problem = misfit(given, names)
  if (problem !== undefined) {
    return () => {
      throw new Failure('MR_EXPRESSION_TYPE', problem)
    }
  }
  const pairs = given.positional.map((value, index) => [names?.[index] ?? String(index), unit.compile(value)] as const)
  const named = names ? given.named.map(({ name, value }) => [name, unit.compile(value)] as const) : []
  const all = [...pairs, ...named]
  return (frame) => new Map(all.map(([name, value]) => [name, value(frame)]))
}

function misfit(given: Arguments, names: readonly string[] | undefined): string | undefined {
  if (!names) return undefined
  if (given.positional.length > names.length) return `Only ${names.length} argument(s) are allowed`
  const stranger = given.named.find(({ name }) => !names.includes(name))
  if (!stranger || names.length === 0) return undefined
  return `The named argument does not exist: ${stranger.name}`
}
