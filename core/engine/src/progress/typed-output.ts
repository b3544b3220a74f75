// Outputs of a flow in the type that they declare: texts become numbers, lists or documents, and what does not fit is a
// problem. Values that fit stay as they are.

import { yamlValue } from '@millrace/expression'
import { parseDuration, type FlowOutput, type Json } from '@millrace/model'
import { toJson } from '../context/evaluate.ts'

export type Typed =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'error'; readonly message: string }

/** Undefined: the value is none of the type. */
type Coercion = (value: Json) => Json | undefined

const NUMBER = /^\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*$/

const matching =
  (pattern: RegExp): Coercion =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined

const toBoolean: Coercion = (value) => {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return text === 'true' || text === 'false' ? text === 'true' : undefined
}

const TO: Readonly<Record<string, Coercion>> = {
  STRING: toText,
  SECRET: toText,
  SELECT: toText,
  ENUM: toText,
  MULTISELECT: toList,
  ARRAY: toList,
  INT: (value) => whole(toNumber(value)),
  FLOAT: toNumber,
  BOOLEAN: toBoolean,
  BOOL: toBoolean,
  DATETIME: matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/i),
  DATE: matching(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
  TIME: matching(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$/),
  DURATION: (value) => (typeof value === 'string' && parseDuration(value) !== undefined ? value : undefined),
  FILE: matching(/^kestra:\/\/\/\S+$/),
  URI: matching(/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/\S+$/),
  EMAIL: matching(/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/),
  JSON: (value) => (typeof value === 'string' ? parseJson(value) : value),
  YAML: toDocument,
}

/** `value` as the output's type has it. Null stays null, unless the output says `required: true`. */
export function typedOutput(output: FlowOutput, value: Json): Typed {
  if (value === null) {
    return output.required === true ? problem(output, 'it is required and has no value') : { kind: 'value', value }
  }
  const typed = output.type === undefined ? value : coerced(output.type, value)
  if (typed === undefined) return problem(output, `it is no ${output.type ?? ''}: ${shown(value)}`)
  return output.itemType !== undefined && Array.isArray(typed)
    ? typedItems(output, output.itemType, typed as readonly Json[])
    : { kind: 'value', value: typed }
}

function coerced(type: string, value: Json): Json | undefined {
  const coerce = Object.hasOwn(TO, type) ? TO[type] : undefined
  return coerce === undefined ? value : coerce(value)
}

function typedItems(output: FlowOutput, itemType: string, items: readonly Json[]): Typed {
  const typed = items.map((item) => (item === null ? null : coerced(itemType, item)))
  const wrong = typed.indexOf(undefined)
  if (wrong >= 0) return problem(output, `its item ${wrong} is no ${itemType}: ${shown(items[wrong] ?? null)}`)
  return { kind: 'value', value: typed.filter((item) => item !== undefined) }
}

function problem({ id }: FlowOutput, what: string): Typed {
  return { kind: 'error', message: `The output \`${id}\` does not fit its type: ${what}.` }
}

function shown(value: Json): string {
  const text = toText(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

function toText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function toNumber(value: Json): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined
}

function whole(value: number | undefined): number | undefined {
  return value !== undefined && Number.isInteger(value) ? value : undefined
}

function toList(value: Json): Json | undefined {
  const list = typeof value === 'string' ? parseJson(value) : value
  return Array.isArray(list) ? list : undefined
}

function toDocument(value: Json): Json | undefined {
  if (typeof value !== 'string') return value
  const document = yamlValue(value)
  return document === undefined ? undefined : toJson(document)
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    // A text that is no JSON is what the caller reports.
    return undefined
  }
}
