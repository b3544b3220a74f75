/**
 * Statements to closures that write. A print that lacks something leaves its need and goes on,
 * so that one round of fetching serves as many prints as possible.
 */
import type { Body, Expression, Statement } from '../syntax/tree.ts'
import { className } from '../values/class-name.ts'
import { type Datum, emptyMap, isList, isMap } from '../values/value.ts'
import { entriesOf } from '../library/methods.ts'
import { compileExpression } from './compile-expression.ts'
import type { Frame } from './frame.ts'
import { Failure, Wanting, wrongType } from './signals.ts'
import { holds } from './truth.ts'
import type { Evaluate, Unit } from './unit.ts'
import { TextWriter, type Writer } from './writer.ts'

export type Write = (frame: Frame, writer: Writer) => void
type Of<K extends Statement['kind']> = Extract<Statement, { readonly kind: K }>

export function compileBody(unit: Unit, body: Body): Write {
  const writes = body.map((statement) => compileStatement(unit, statement))
  const [only] = writes
  if (writes.length === 1 && only) return only
  return (frame, writer) => {
    for (const write of writes) write(frame, writer)
  }
}

function compileStatement(unit: Unit, statement: Statement): Write {
  switch (statement.kind) {
    case 'text': {
      const { text } = statement
      return (_frame, writer) => writer.text(text)
    }
    case 'print':
      return compilePrint(unit, statement.value)
    case 'if':
      return compileIf(unit, statement)
    case 'for':
      return compileFor(unit, statement)
    case 'set': {
      const value = compileExpression(unit, statement.value)
      return (frame) => frame.assign(statement.name, value(frame))
    }
    case 'macro':
      defineMacro(unit, statement)
      return () => {}
    case 'block': {
      const write = compileBody(unit, statement.body)
      unit.blocks.set(statement.name, capture(write))
      return write
    }
  }
}

/** The text that a body writes, as a value. */
export function capture(write: Write): Evaluate {
  return (frame) => {
    const writer = new TextWriter(frame.limits.output)
    write(frame, writer)
    return writer.result
  }
}

function compilePrint(unit: Unit, expression: Expression): Write {
  const value = compileExpression(unit, expression)
  return (frame, writer) => {
    try {
      writer.value(value(frame))
    } catch (signal) {
      if (!(signal instanceof Wanting)) throw signal
      frame.needs.push(...signal.needs)
    }
  }
}

function compileIf(unit: Unit, statement: Of<'if'>): Write {
  const branches = statement.branches.map(({ condition, body }) => ({
    condition: compileExpression(unit, condition),
    at: condition.at,
    write: compileBody(unit, body),
  }))
  const otherwise = statement.otherwise ? compileBody(unit, statement.otherwise) : undefined
  return (frame, writer) => {
    for (const { condition, at, write } of branches) {
      if (met(unit, at, condition(frame))) return write(frame, writer)
    }
    otherwise?.(frame, writer)
  }
}

function met(unit: Unit, at: number, value: Datum): boolean {
  try {
    return holds(value, '`if`')
  } catch (signal) {
    throw signal instanceof Failure ? signal.locate(unit.source, at) : signal
  }
}

function compileFor(unit: Unit, statement: Of<'for'>): Write {
  const iterable = compileExpression(unit, statement.iterable)
  const body = compileBody(unit, statement.body)
  const otherwise = statement.otherwise ? compileBody(unit, statement.otherwise) : undefined
  return (frame, writer) => {
    const value = iterable(frame)
    if (value === null) return
    const items = itemsOf(value)
    if (!items) throw wrongType(`A ${className(value)} can not be looped over`).locate(unit.source, statement.at)
    if (items.length === 0) return otherwise?.(frame, writer)
    frame.within(new Map(), false, () => loop(frame, writer, { name: statement.name, items, body }))
  }
}

function itemsOf(value: Datum): readonly Datum[] | undefined {
  if (isList(value)) return value
  return isMap(value) ? entriesOf(value) : undefined
}

interface Loop {
  readonly name: string
  readonly items: readonly Datum[]
  readonly body: Write
}

function loop(frame: Frame, writer: Writer, { name, items, body }: Loop): void {
  const names = frame.scope?.names ?? new Map<string, Datum>()
  const { length } = items
  items.forEach((item, index) => {
    frame.spend(1)
    const state = { first: index === 0, last: index === length - 1, length, index, revindex: length - 1 - index }
    names.set('loop', Object.assign(emptyMap(), state))
    names.set(name, item)
    body(frame, writer)
  })
}

function defineMacro(unit: Unit, statement: Of<'macro'>): void {
  const body = capture(compileBody(unit, statement.body))
  const names = statement.parameters.map(({ name }) => name)
  const fallbacks = statement.parameters.map(({ fallback }) => fallback && compileExpression(unit, fallback))
  const call = (frame: Frame, given: Map<string, Datum>): Datum =>
    frame.within(new Map(), true, () => {
      const local = frame.scope?.names ?? given
      names.forEach((name, index) => local.set(name, given.get(name) ?? fallbacks[index]?.(frame) ?? null))
      return body(frame)
    })
  unit.macros.set(statement.name, { names, call })
}
