/**
 * The answer of an analysis: what a template reads, calls, and names that do not exist.
 */
import type { Template } from '../template.ts'
import type { Value } from '../values/value.ts'

/** A name that a template reads, with the static part of the way below it. */
export interface Read {
  /**
   * The variable and the members after it, as far as they are written out. The value there is read,
   * whatever it holds; the last names may be properties of a text or list, such as `length`.
   */
  readonly path: readonly string[]
  /** Whether members below the path are read that are not written out: by an index, or the variable as a whole. */
  readonly open: boolean
  /** Where members go on after `path` by an index that must be evaluated. */
  readonly index?: IndexRead
  readonly line: number
  readonly column: number
  /** Whether it may be missing: under `??`, `default` or `is defined`. */
  readonly guarded: boolean
}

/** An index in brackets. Render `template` to learn the member; `rest` is what follows, as far as written out. */
export interface IndexRead {
  readonly template: Template
  readonly rest: readonly string[]
}

export interface FunctionUse {
  readonly name: string
  /** The positional arguments, where all are literals and none is named. */
  readonly literalArguments?: readonly Value[]
  readonly line: number
  readonly column: number
}

export interface NameUse {
  readonly name: string
  readonly line: number
  readonly column: number
}

export interface Analysis {
  readonly reads: readonly Read[]
  readonly functions: readonly FunctionUse[]
  readonly filters: readonly NameUse[]
  readonly tests: readonly NameUse[]
  /** Functions, filters and tests that do not exist. */
  readonly unknown: readonly (NameUse & { readonly kind: 'function' | 'filter' | 'test' })[]
}
