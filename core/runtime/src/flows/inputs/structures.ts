// Inputs with a structure of their own: JSON and YAML documents, lists, and choices among given values.

import { isJsonObject, isMillraceError, type FlowInput, type Json } from '@millrace/model'
import { readYaml } from '../yaml/read-yaml.ts'
import { expected, shown, textOrJson, type Reader, type Reading } from './reading.ts'

export const readJson: Reader = (received) => {
  if (typeof received !== 'string') return { value: received }
  try {
    return { value: JSON.parse(received) as Json }
  } catch {
    // What the parser says names an offset in the text; the text itself says as much.
    return expected('JSON', received)
  }
}

export const readYamlText: Reader = (received) => {
  if (typeof received !== 'string') return { value: received }
  try {
    return { value: readYaml(received).value }
  } catch (error) {
    if (!isMillraceError(error)) throw error
    return { problem: `Expected \`YAML\` but ${error.message}` }
  }
}

/** A list, or JSON text of one; each item is read with the reader of `itemType`. */
export function readArray(readItem: Reader | undefined): Reader {
  return (received, input) => {
    const list = listOf(received)
    if (list === undefined) return expected('ARRAY', received)
    if (readItem === undefined) return { value: list }
    const values: Json[] = []
    for (const item of list) {
      const reading = readItem(item, { ...NO_BOUNDS, id: input.id, type: String(input['itemType']) })
      if ('problem' in reading)
        return { problem: `Unable to parse array element as \`${String(input['itemType'])}\` on \`${shown(item)}\`` }
      values.push(reading.value)
    }
    return { value: values }
  }
}

const NO_BOUNDS: FlowInput = { id: '', type: '' }

function listOf(received: Json): readonly Json[] | undefined {
  if (Array.isArray(received)) return received as readonly Json[]
  if (typeof received !== 'string') return undefined
  const reading = readJson(received, NO_BOUNDS)
  return 'value' in reading && Array.isArray(reading.value) ? (reading.value as readonly Json[]) : undefined
}

/** One of the input's `values`. */
export const readChoice: Reader = (received, input) => {
  const text = textOrJson(received)
  return isAllowed(text, input) ? { value: text } : notAllowed(input)
}

/** Some of the input's `values`. */
export const readChoices: Reader = (received, input) => {
  const list = listOf(received)
  if (list === undefined) return expected('MULTISELECT', received)
  return list.every((item) => isAllowed(textOrJson(item), input)) ? { value: list } : notAllowed(input)
}

/** The value that `autoSelectFirst` chooses; null when there is nothing to choose from. */
export function firstChoice(input: FlowInput): Json {
  return choicesOf(input)[0] ?? null
}

function isAllowed(text: string, input: FlowInput): boolean {
  return input['allowCustomValue'] === true || choicesOf(input).includes(text)
}

function notAllowed(input: FlowInput): Reading {
  return { problem: `it must match the values \`[${choicesOf(input).join(', ')}]\`` }
}

/** The values of a choice; of labelled values, the values. */
function choicesOf(input: FlowInput): readonly string[] {
  const values = input['values']
  if (!Array.isArray(values)) return []
  return values.map((value: Json) =>
    isJsonObject(value) && value['value'] !== undefined ? textOrJson(value['value']) : textOrJson(value),
  )
}
