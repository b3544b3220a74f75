/**
 * Many expressions over the same variables, each with its text or its error: what tools compare.
 */
import { errorAt, type ExpressionError } from './errors.ts'
import type { Facts } from './evaluation/context.ts'
import { renderText } from './render.ts'
import { parse } from './template.ts'
import type { Value } from './values/value.ts'

export interface Batch {
  readonly variables: { readonly [name: string]: Value }
  readonly expressions: readonly string[]
}

export type BatchResult = { readonly result: string } | { readonly error: string }

export type Rendering = { readonly result: string } | { readonly error: ExpressionError }

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

/** One text over variables alone, with its error in full. */
export function renderAlone(
  template: string,
  variables: Batch['variables'],
  { now, random }: { readonly now: number; readonly random: () => number },
): Rendering {
  const parsed = parse(template)
  if (!parsed.ok) return { error: parsed.error }
  const rendered = renderText(parsed.template, { variables, facts: withoutWorld(now, random) })
  switch (rendered.kind) {
    case 'value':
      return { result: rendered.value }
    case 'error':
      return { error: rendered.error }
    case 'needs':
      return { error: errorAt(template, 0, 'MR_EXPRESSION_FAILED', 'The expression needs what is not here') }
  }
}

/** Renders each expression; the answers keep the order. */
export function renderBatch(
  { variables, expressions }: Batch,
  now: number,
  random: () => number,
): readonly BatchResult[] {
  return expressions.map((expression) => {
    const rendering = renderAlone(expression, variables, { now, random })
    return 'result' in rendering ? rendering : { error: rendering.error.message }
  })
}
