/**
 * What the closures of one template share: its source, its macros and blocks, and the parts of
 * rendering that expressions call back into.
 */
import type { Body, Expression } from '../syntax/tree.ts'
import type { Datum, Raw } from '../values/value.ts'
import type { Frame } from './frame.ts'

/** A compiled expression. */
export type Evaluate = (frame: Frame) => Datum

/** What calls a macro: the values given, by name. */
export type Macro = {
  readonly names: readonly string[]
  readonly call: (frame: Frame, given: Map<string, Datum>) => Datum
}

export interface Unit {
  readonly source: string
  readonly macros: Map<string, Macro>
  readonly blocks: Map<string, Evaluate>
  /** Compiles a part of an expression. */
  readonly compile: (expression: Expression) => Evaluate
  /** The text that a body renders to. */
  readonly capture: (body: Body) => Evaluate
  /** The value of a variable, rendered where the context says that it is a template itself. */
  readonly rendered: (frame: Frame, name: string, value: Raw) => Raw
}
