/**
 * Renders texts for tests, with facts that never change.
 */
import {
  type Context,
  type Evaluation,
  type Facts,
  parse,
  renderText,
  renderValue,
  type Source,
  type Value,
} from '@millrace/expression'

export const facts: Facts = { now: 1_700_000_000_000, zone: 'UTC', random: () => 0.25, lookup: () => undefined }

export type Variables = { readonly [name: string]: Source }

export function context(variables: Variables = {}, more: Partial<Context> = {}): Context {
  return { variables, facts, ...more }
}

export function evaluation(text: string, variables: Variables = {}, more: Partial<Context> = {}): Evaluation<string> {
  const parsed = parse(text)
  return parsed.ok ? renderText(parsed.template, context(variables, more)) : { kind: 'error', error: parsed.error }
}

/** The text that a template renders to, or the code of its error in brackets. */
export function rendered(text: string, variables: Variables = {}, more: Partial<Context> = {}): string {
  const result = evaluation(text, variables, more)
  if (result.kind === 'value') return result.value
  return result.kind === 'error'
    ? `[${result.error.code}]`
    : `[needs ${result.needs.map(({ kind }) => kind).join(' ')}]`
}

export function typed(text: string, variables: Variables = {}, more: Partial<Context> = {}): Value | undefined {
  const parsed = parse(text)
  const result = parsed.ok ? renderValue(parsed.template, context(variables, more)) : undefined
  return result?.kind === 'value' ? result.value : undefined
}
