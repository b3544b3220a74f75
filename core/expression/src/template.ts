/**
 * Templates: parsed once, compiled on first use, kept in a small cache by their text.
 * A text without `{` is a template of its own and costs nothing.
 */
import { compileBody, capture, type Write } from './evaluation/compile-body.ts'
import { compileExpression } from './evaluation/compile-expression.ts'
import { toError } from './evaluation/evaluate.ts'
import { renderedVariable } from './evaluation/rendered.ts'
import { overLimit } from './evaluation/signals.ts'
import type { Evaluate, Macro, Unit } from './evaluation/unit.ts'
import type { ExpressionError } from './errors.ts'
import { parseBody } from './syntax/parser.ts'
import type { Body, Expression } from './syntax/tree.ts'

/** A parsed text. Opaque: its syntax tree is for this package alone. */
export interface Template {
  readonly source: string
}

export type Parsed =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly error: ExpressionError }

/** The longest text that is parsed. */
const MAX_SOURCE = 1_048_576
const CACHED = 1_000
const LONGEST_CACHED = 16_384

export class ParsedTemplate implements Template, Unit {
  readonly source: string
  /** Absent where the text holds no expression. */
  readonly body: Body | undefined
  readonly macros = new Map<string, Macro>()
  readonly blocks = new Map<string, Evaluate>()
  readonly rendered = renderedVariable
  #write: Write | undefined

  constructor(source: string, body: Body | undefined) {
    this.source = source
    this.body = body
    Object.freeze(this)
  }

  get write(): Write {
    this.#write ??= compileBody(this, this.body ?? [{ kind: 'text', text: this.source }])
    return this.#write
  }

  compile(expression: Expression): Evaluate {
    return compileExpression(this, expression)
  }

  capture(body: Body): Evaluate {
    return capture(compileBody(this, body))
  }
}

const cache = new Map<string, Parsed>()

/** Parses a text. The same text gives the same template for as long as it is in the cache. */
export function parse(source: string): Parsed {
  if (!source.includes('{')) return { ok: true, template: new ParsedTemplate(source, undefined) }
  const known = cache.get(source)
  if (known) return known
  const parsed = parseNew(source)
  if (source.length <= LONGEST_CACHED) remember(source, parsed)
  return parsed
}

function parseNew(source: string): Parsed {
  try {
    if (source.length > MAX_SOURCE) throw overLimit(`a text longer than ${MAX_SOURCE} characters`)
    return { ok: true, template: new ParsedTemplate(source, parseBody(source)) }
  } catch (signal) {
    return { ok: false, error: toError(source, signal) }
  }
}

/** The oldest leaves when the cache is full. */
function remember(source: string, parsed: Parsed): void {
  if (cache.size >= CACHED) {
    for (const oldest of cache.keys()) {
      cache.delete(oldest)
      break
    }
  }
  cache.set(source, parsed)
}

/** The inside of a template that `parse` made. */
export function parsedOf(template: Template): ParsedTemplate {
  return template instanceof ParsedTemplate ? template : new ParsedTemplate(template.source, undefined)
}

/** Whether a text has no expression in it: rendering gives it back unchanged. */
export function isStatic(template: Template): boolean {
  const { body } = parsedOf(template)
  return body === undefined || body.every((statement) => statement.kind === 'text')
}
