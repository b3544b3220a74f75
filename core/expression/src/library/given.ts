/**
 * What a filter, test or function was given, with the checks that they share.
 */
import type { Frame } from '../evaluation/frame.ts'
import { Failure, wrongType } from '../evaluation/signals.ts'
import { className } from '../values/class-name.ts'
import { isNumeric, toDouble } from '../values/numbers.ts'
import type { Datum } from '../values/value.ts'

export class Given {
  readonly frame: Frame
  readonly callee: string
  readonly #values: Map<string, Datum>

  constructor(frame: Frame, callee: string, values: Map<string, Datum>) {
    this.frame = frame
    this.callee = callee
    this.#values = values
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  /** The argument, or null where it is not given. */
  get(name: string): Datum {
    return this.#values.get(name) ?? null
  }

  /** Arguments by position, for callees that take any number. */
  all(): readonly Datum[] {
    return [...this.#values.values()]
  }

  /** An argument that must be given and not be null. */
  required(name: string): Datum {
    const value = this.get(name)
    if (value === null) throw wrongType(`'${this.callee}' needs the argument '${name}'`)
    return value
  }

  /** A text, or undefined where the argument is missing or null. */
  text(name: string): string | undefined {
    const value = this.get(name)
    if (value === null) return undefined
    if (typeof value !== 'string')
      throw wrongType(`The argument '${name}' of '${this.callee}' is a text, not a ${className(value)}`)
    return value
  }

  requiredText(name: string): string {
    this.required(name)
    return this.text(name) ?? ''
  }

  /** The whole part of a number, or undefined where the argument is missing or null. */
  whole(name: string): number | undefined {
    const value = this.get(name)
    if (value === null) return undefined
    if (!isNumeric(value))
      throw wrongType(`The argument '${name}' of '${this.callee}' is a number, not a ${className(value)}`)
    return Math.trunc(toDouble(value))
  }

  flag(name: string): boolean | undefined {
    const value = this.get(name)
    if (value === null || typeof value === 'boolean') return value ?? undefined
    throw wrongType(`The argument '${name}' of '${this.callee}' is true or false`)
  }

  /** What can not be used by this callee. */
  refuse(value: Datum, wanted: string): Failure {
    return wrongType(`'${this.callee}' works on ${wanted}, not on a ${className(value)}`)
  }

  fail(message: string): Failure {
    return new Failure('MR_EXPRESSION_FAILED', message)
  }
}

/** A filter: what it makes of its input. */
export interface FilterDefinition {
  /** The names of its arguments; undefined where it takes any, by position. */
  readonly names?: readonly string[]
  /** Whether a name that does not exist counts as null. */
  readonly forgives?: boolean
  /** Whether its work does not grow with its input. */
  readonly cheap?: boolean
  readonly apply: (input: Datum, given: Given) => Datum
}

export interface TestDefinition {
  readonly names?: readonly string[]
  readonly forgives?: boolean
  readonly apply: (input: Datum, given: Given) => boolean
}

export interface FunctionDefinition {
  readonly names?: readonly string[]
  readonly apply: (given: Given) => Datum
}

export type Definitions<T> = Readonly<Record<string, T>>
