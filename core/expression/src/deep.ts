/**
 * Rendering of every text in a nested value, keys included. The needs of all texts come in one round.
 */
import type { Context } from './evaluation/context.ts'
import type { Evaluation } from './evaluation/evaluate.ts'
import type { Need } from './evaluation/needs.ts'
import type { ExpressionError } from './errors.ts'
import { renderText, renderValue } from './render.ts'
import { parse } from './template.ts'
import type { Value } from './values/value.ts'

export interface DeepOptions {
  /** Give `{{ x }}` the type of x; otherwise every text stays a text. */
  readonly typed?: boolean
}

/** An error inside a nested value, and the way to the text that it is in. */
export interface DeepError extends ExpressionError {
  readonly path: readonly (string | number)[]
}

export type DeepEvaluation =
  | Exclude<Evaluation<Value>, { readonly kind: 'error' }>
  | { readonly kind: 'error'; readonly error: DeepError }

/** Renders every text in a value. Needs win over errors. */
export function renderDeep(value: Value, context: Context, options: DeepOptions = {}): DeepEvaluation {
  const walk = new DeepRender(context, options.typed === true ? renderValue : renderText)
  const rendered = walk.value(value, [])
  if (walk.needs.length > 0) return { kind: 'needs', needs: walk.needs }
  return walk.error ? { kind: 'error', error: walk.error } : { kind: 'value', value: rendered }
}

type Path = readonly (string | number)[]

class DeepRender {
  readonly needs: Need[] = []
  readonly context: Context
  readonly render: typeof renderValue | typeof renderText
  error: DeepError | undefined

  constructor(context: Context, render: typeof renderValue | typeof renderText) {
    this.context = context
    this.render = render
  }

  value(value: Value, path: Path): Value {
    if (typeof value === 'string') return this.text(value, path)
    if (typeof value !== 'object' || value === null) return value
    return Array.isArray(value) ? this.list(value, path) : this.map(value as { readonly [key: string]: Value }, path)
  }

  list(items: readonly Value[], path: Path): Value {
    return items.map((item, index) => this.value(item, [...path, index]))
  }

  map(entries: { readonly [key: string]: Value }, path: Path): Value {
    const rendered = Object.create(null) as { [key: string]: Value }
    for (const key of Object.keys(entries)) {
      const inner = [...path, key]
      rendered[this.key(key, inner)] ??= this.value(entries[key] ?? null, inner)
    }
    return rendered
  }

  /** A key is a text, whatever its template gives. */
  key(key: string, path: Path): string {
    const name = this.text(key, path, renderText)
    return typeof name === 'string' ? name : key
  }

  text(text: string, path: Path, render = this.render): Value {
    if (!text.includes('{')) return text
    const parsed = parse(text)
    const result = parsed.ok ? render(parsed.template, this.context) : ({ kind: 'error', error: parsed.error } as const)
    if (result.kind === 'value') return result.value
    if (result.kind === 'needs') this.needs.push(...result.needs)
    else this.error ??= { ...result.error, path }
    return null
  }
}
