// Values as the type asked for has them; dates and durations stay texts, checked.

import { MillraceError, parseDuration, Type } from '@millrace/sdk-plugin'
import type { Json } from '@millrace/sdk-plugin'

const TYPES = ['STRING', 'NUMBER', 'BOOLEAN', 'DATETIME', 'DATE', 'DURATION', 'JSON'] as const

export type ValueType = (typeof TYPES)[number]

export const valueType = Type.Union(
  TYPES.map((type) => Type.Literal(type)),
  { title: 'Type', description: 'What a text is turned into. Without it the value is kept as it is.' },
)

/** Throws MR_TASK_PROPERTY for a text that is no such value. */
export function typedValue(value: Json, type: ValueType | undefined): Json {
  if (type === 'STRING') return typeof value === 'string' ? value : JSON.stringify(value)
  if (type === undefined || typeof value !== 'string') return value
  const text = value.trim()
  const typed = typedText(text, type)
  if (typed !== undefined) return typed
  throw new MillraceError('MR_TASK_PROPERTY', `The value "${text.slice(0, 100)}" is no ${type}.`)
}

function typedText(text: string, type: Exclude<ValueType, 'STRING'>): Json | undefined {
  switch (type) {
    case 'NUMBER':
      return text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text)
    case 'BOOLEAN':
      return text.toLowerCase() === 'true'
    case 'DATETIME':
      return isDate(text) && /T/i.test(text) ? text : undefined
    case 'DATE':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) && isDate(text) ? text : undefined
    case 'DURATION':
      return parseDuration(text) === undefined ? undefined : text
    case 'JSON':
      return parsedJson(text)
  }
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text))
}

function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
