/**
 * The state of one evaluation: scopes, what is left to spend, and the needs found so far.
 */
import { textOf } from '../values/text.ts'
import type { Datum, Raw } from '../values/value.ts'
import type { Context, Facts } from './context.ts'
import { defaultLimits, type Limits } from './limits.ts'
import type { Need } from './needs.ts'
import { overLimit } from './signals.ts'
import type { Writer } from './writer.ts'

/** Writes the template of a text; given from outside, because templates are made of what is here. */
export type WriteTemplate = (frame: Frame, source: string, writer: Writer) => void

const CHARACTERS_PER_STEP = 200

/** Names bound by a tag. A closed scope hides the ones outside, as inside a macro. */
export interface Scope {
  readonly names: Map<string, Datum>
  readonly outer: Scope | undefined
  readonly closed: boolean
}

export class Frame {
  readonly context: Context
  readonly facts: Facts
  readonly limits: Limits
  readonly needs: Need[] = []
  scope: Scope | undefined
  steps: number
  depth = 0
  readonly write: WriteTemplate

  constructor(context: Context, write: WriteTemplate) {
    this.write = write
    this.context = context
    this.facts = context.facts
    this.limits = context.limits ? { ...defaultLimits, ...context.limits } : defaultLimits
    this.steps = this.limits.steps
  }

  /** Spends steps. */
  spend(steps: number): void {
    this.steps -= steps
    if (this.steps < 0) throw overLimit(`more than ${this.limits.steps} steps`)
  }

  /** Spends steps for work on so many characters. */
  work(characters: number): void {
    if (characters >= CHARACTERS_PER_STEP) this.spend(Math.ceil(characters / CHARACTERS_PER_STEP))
  }

  /** The text of a value, within the limit. */
  text(value: Datum): string {
    if (typeof value === 'string') return value
    const text = textOf(value, this.limits.output)
    this.work(text.length * 4)
    return text
  }

  /** Passes a text on, unless it is too long. */
  bounded(text: string): string {
    if (text.length > this.limits.output) throw overLimit(`a text longer than ${this.limits.output} characters`)
    return text
  }

  /** The variable of that name, or undefined. */
  find(name: string): Raw | undefined {
    for (let scope = this.scope; scope; scope = scope.outer) {
      const value = scope.names.get(name)
      if (value !== undefined) return value
      if (scope.closed) return undefined
    }
    const { variables } = this.context
    return Object.hasOwn(variables, name) ? variables[name] : undefined
  }

  /** Binds a name where it is bound already, otherwise in the innermost scope. */
  assign(name: string, value: Datum): void {
    for (let scope = this.scope; scope; scope = scope.outer) {
      if (scope.closed || scope.names.has(name)) return void scope.names.set(name, value)
      if (!scope.outer && Object.hasOwn(this.context.variables, name)) return void scope.names.set(name, value)
    }
    this.scope ??= { names: new Map(), outer: undefined, closed: false }
    this.scope.names.set(name, value)
  }

  /** Runs with a new innermost scope. */
  within<T>(names: Map<string, Datum>, closed: boolean, run: () => T): T {
    const { scope } = this
    this.scope = { names, outer: scope ?? baseScope(this), closed }
    try {
      return run()
    } finally {
      this.scope = scope ?? this.scope.outer
    }
  }

  /** Runs one level of macros and renders deeper. */
  deeper<T>(run: () => T): T {
    this.depth += 1
    if (this.depth > this.limits.nesting) throw overLimit('macros and renders are nested too deeply')
    try {
      return run()
    } finally {
      this.depth -= 1
    }
  }
}

/** The outermost scope of tags, where names assigned at the top of a template live. */
function baseScope(frame: Frame): Scope {
  frame.scope ??= { names: new Map(), outer: undefined, closed: false }
  return frame.scope
}
