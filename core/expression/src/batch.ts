/**
 * Many expressions over the same variables, each with its text or its error: what tools compare.
 */
import type { Facts } from './evaluation/context.ts'
import { renderText } from './render.ts'
import { parse } from './template.ts'
import type { Value } from './values/value.ts'

export interface Batch {
  readonly variables: { readonly [name: string]: Value }
  readonly expressions: readonly string[]
}

export type BatchResult = { readonly result: string } | { readonly error: string }

/** Facts for expressions outside a server: nothing is stored, so kv keys and files do not exist. */
function withoutWorld(now: number, random: () => number): Facts {
  return {
    now,
    random,
    zone: 'UTC',
    lookup: (need) =>
      need.kind === 'kv' || need.kind === 'env' ? { absent: true } : { failure: `'${need.kind}' finds nothing here` },
  }
}

/** Renders each expression; the answers keep the order. */
export function renderBatch(
  { variables, expressions }: Batch,
  now: number,
  random: () => number,
): readonly BatchResult[] {
  const context = { variables, facts: withoutWorld(now, random) }
  return expressions.map((expression) => {
    const parsed = parse(expression)
    if (!parsed.ok) return { error: parsed.error.message }
    const result = renderText(parsed.template, context)
    if (result.kind === 'value') return { result: result.value }
    return { error: result.kind === 'error' ? result.error.message : 'The expression needs what is not here' }
  })
}
