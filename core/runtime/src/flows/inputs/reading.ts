// What reading one input value gives: the value in its type, or what is wrong with it.

import type { FlowInput, Json } from '@millrace/model'

export type Reading = { readonly value: Json } | { readonly problem: string }

/** Reads a value as it came (text from a form, or JSON) into the type of the input. */
export type Reader = (received: Json, input: FlowInput) => Reading

/** Text as it is, anything else as JSON. */
export function textOrJson(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The same as messages show it: cut to a readable length. */
export function shown(value: Json): string {
  const text = textOrJson(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** In Kestra's words, which clients compare. */
export function expected(type: string, received: Json): Reading {
  return { problem: `Expected \`${type}\` but received \`${shown(received)}\`` }
}

/** A property of an input that is a text or number, as text; undefined when it is absent. */
export function boundOf(input: FlowInput, property: string): string | undefined {
  const bound = input[property]
  return typeof bound === 'string' || typeof bound === 'number' ? String(bound) : undefined
}
