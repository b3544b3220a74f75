/**
 * Expressions to closures, so that a render walks no tree. Each closure spends a step;
 * failures leave with the place of the node that failed.
 */
import type {
  Binary,
  Call,
  Conditional,
  Expression,
  Filter,
  MapLiteral,
  Member,
  Method,
  Test,
  Unary,
} from '../syntax/tree.ts'
import { javaOrder } from '../values/java-order.ts'
import type { Datum, Raw } from '../values/value.ts'
import { callMethod, memberOf } from './access.ts'
import { calculate } from './arithmetic.ts'
import { compileBinary } from './compile-binary.ts'
import { compileCall, compileFilter, compileTest } from './compile-call.ts'
import type { Frame } from './frame.ts'
import { settle } from './settle.ts'
import { Failure, Undefined } from './signals.ts'
import { holds } from './truth.ts'
import type { Evaluate, Unit } from './unit.ts'

type EvaluateRaw = (frame: Frame) => Raw

/** A closure that gives the value of an expression, whole and ready to use. */
export function compileExpression(unit: Unit, node: Expression): Evaluate {
  switch (node.kind) {
    case 'literal': {
      const { value } = node
      return () => value
    }
    case 'name':
    case 'member': {
      const raw = compileRaw(unit, node)
      return (frame) => settle(frame, raw(frame))
    }
    case 'captured':
      return unit.capture(node.body)
    case 'list':
      return compileList(unit, node.items)
    default:
      return located(unit, node.at, compileOperation(unit, node))
  }
}

function compileOperation(
  unit: Unit,
  node: Method | Call | Filter | Test | Unary | Binary | Conditional | MapLiteral,
): Evaluate {
  switch (node.kind) {
    case 'method':
      return compileMethod(unit, node)
    case 'call':
      return compileCall(unit, node)
    case 'filter':
      return compileFilter(unit, node)
    case 'test':
      return compileTest(unit, node)
    case 'unary':
      return compileUnary(unit, node)
    case 'binary':
      return compileBinary(unit, node)
    case 'conditional':
      return compileConditional(unit, node)
    case 'map':
      return compileMap(unit, node)
  }
}

/** Adds the place of a node to failures that have none. */
function located(unit: Unit, at: number, evaluate: Evaluate): Evaluate {
  return (frame) => {
    frame.spend(1)
    try {
      return evaluate(frame)
    } catch (signal) {
      throw signal instanceof Failure ? signal.locate(unit.source, at) : signal
    }
  }
}

/** A closure that gives what a name or member stands for, without reading it whole. */
function compileRaw(unit: Unit, node: Expression): EvaluateRaw {
  if (node.kind === 'name') return compileName(unit, node.name, node.at)
  return node.kind === 'member' ? compileMember(unit, node) : compileExpression(unit, node)
}

function compileName(unit: Unit, name: string, at: number): EvaluateRaw {
  // `nil` is null, as in other dialects of the family, unless there is a variable of that name.
  const fallback = name === 'nil' ? null : undefined
  return (frame) => {
    frame.spend(1)
    const found = frame.find(name)
    const value = found === undefined ? fallback : found
    if (value === undefined) throw new Undefined(name).locate(unit.source, at)
    return unit.rendered(frame, name, value)
  }
}

function compileMember(unit: Unit, node: Member): EvaluateRaw {
  const object = compileRaw(unit, node.object)
  const owner = node.object.kind === 'name' ? node.object : undefined
  const key = compileExpression(unit, node.key)
  const guarded = locating<Raw | undefined>(unit, node.at)
  const missing = (frame: Frame, name: Datum): Undefined => new Undefined(frame.text(name)).locate(unit.source, node.at)
  return (frame) => {
    frame.spend(1)
    const whole = object(frame)
    const name = key(frame)
    if (whole === null) throw owner ? new Undefined(owner.name).locate(unit.source, owner.at) : missing(frame, name)
    const value = typeof name === 'string' ? memberOf(frame, whole, name) : guarded(() => memberOf(frame, whole, name))
    if (value === undefined) throw missing(frame, name)
    return value
  }
}

function locating<T>(unit: Unit, at: number): (run: () => T) => T {
  return (run) => {
    try {
      return run()
    } catch (signal) {
      throw signal instanceof Failure ? signal.locate(unit.source, at) : signal
    }
  }
}

function compileMethod(unit: Unit, node: Method): Evaluate {
  const object = compileExpression(unit, node.object)
  const given = node.given.map((argument) => compileExpression(unit, argument))
  return (frame) =>
    callMethod(
      frame,
      object(frame),
      node.name,
      given.map((argument) => argument(frame)),
    )
}

function compileUnary(unit: Unit, node: Unary): Evaluate {
  const operand = compileExpression(unit, node.operand)
  if (node.operator === 'not') return (frame) => !holds(operand(frame), '`not`')
  const factor = node.operator === '-' ? -1n : 1n
  return (frame) => calculate('*', factor, operand(frame))
}

function compileConditional(unit: Unit, node: Conditional): Evaluate {
  const condition = compileExpression(unit, node.condition)
  const then = compileExpression(unit, node.then)
  const otherwise = compileExpression(unit, node.otherwise)
  return (frame) => {
    const value = condition(frame)
    return value !== null && holds(value, '`?`') ? then(frame) : otherwise(frame)
  }
}

function compileList(unit: Unit, nodes: readonly Expression[]): Evaluate {
  const items = nodes.map((node) => compileExpression(unit, node))
  return (frame) => {
    frame.spend(1 + items.length)
    return items.map((item) => item(frame))
  }
}

function compileMap(unit: Unit, node: MapLiteral): Evaluate {
  const entries = node.entries.map(
    ([key, value]) => [compileExpression(unit, key), compileExpression(unit, value)] as const,
  )
  const capacity = Math.ceil(entries.length / 0.75)
  return (frame) =>
    javaOrder(
      entries.map(([key, value]) => [frame.text(key(frame)), value(frame)]),
      capacity,
    )
}
