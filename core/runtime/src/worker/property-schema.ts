// Rendered properties made to fit the schema of a task type: texts become numbers, lists or objects where those are asked
// for. Each schema is compiled once.

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { isJsonObject, MillraceError, type Json, type JsonObject } from '@millrace/model'
import type { TaskDefinition } from '@millrace/ports'

const ajv = new Ajv({ coerceTypes: true, useDefaults: true, strict: false, validateFormats: false })
const compiled = new WeakMap<TaskDefinition, ValidateFunction>()

/** Coerced properties. Throws MR_TASK_PROPERTY, which names the property. The values given are changed in place. */
export function fitProperties(definition: TaskDefinition, properties: JsonObject): JsonObject {
  const fitted = parseTexts(properties, definition.properties) as JsonObject
  const validate = validatorOf(definition)
  if (validate(fitted)) return fitted
  throw new MillraceError('MR_TASK_PROPERTY', describe(validate.errors?.[0], definition))
}

function validatorOf(definition: TaskDefinition): ValidateFunction {
  const known = compiled.get(definition)
  if (known !== undefined) return known
  try {
    const made = ajv.compile(definition.properties)
    compiled.set(definition, made)
    return made
  } catch (cause) {
    throw new MillraceError('MR_PLUGIN_INVALID', `The schema of the properties of ${definition.type} is none.`, {
      cause,
    })
  }
}

function describe(error: ErrorObject | undefined, definition: TaskDefinition): string {
  if (error === undefined) return `The properties do not fit ${definition.type}.`
  const place = error.instancePath.slice(1).replaceAll('/', '.')
  const missing: unknown = error.params['missingProperty'] ?? error.params['additionalProperty']
  const name = typeof missing === 'string' ? [place, missing].filter((part) => part !== '').join('.') : place
  return `The property \`${name}\` of ${definition.type} ${error.message ?? 'does not fit'}.`
}

/** Texts that stand where a list or an object belongs, as rendered expressions do, parsed from JSON. */
function parseTexts(value: Json, schema: unknown): Json {
  if (!isJsonObject(schema)) return value
  const { type, properties, items } = schema
  if (typeof value === 'string') return type === 'array' || type === 'object' ? parsed(value, type) : value
  if (Array.isArray(value)) return value.map((item: Json) => parseTexts(item, items))
  if (!isJsonObject(value) || !isJsonObject(properties)) return value
  const fitted: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value))
    fitted[key] = parseTexts(item, Object.hasOwn(properties, key) ? properties[key] : undefined)
  return fitted
}

function parsed(text: string, type: 'array' | 'object'): Json {
  try {
    const value = JSON.parse(text) as Json
    const isFitting = type === 'array' ? Array.isArray(value) : isJsonObject(value)
    return isFitting ? value : text
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}
