// The schema of a property before it is rendered: wherever a scalar is asked for, a text with an expression will do.

import { isJsonObject } from '@millrace/model'

const HOLDS_EXPRESSION = { type: 'string', pattern: '\\{[{%]' }
const SCALARS: ReadonlySet<unknown> = new Set(['integer', 'number', 'boolean', 'null'])
const CONSTRAINED = ['enum', 'const', 'pattern', 'format', 'minLength', 'maxLength'] as const
/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const ONE = [
  'items',
  'additionalProperties',
  'additionalItems',
  'contains',
  'if',
  'then',
  'else',
  'propertyNames',
] as const
const LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems', 'items'] as const
const MAPS = ['properties', 'patternProperties', '$defs', 'definitions'] as const

/** `schema` widened. */
export function unrendered(schema: unknown): unknown {
  if (!isJsonObject(schema)) return schema
  const widened: Record<string, unknown> = { ...schema }
  for (const keyword of ONE) if (isJsonObject(schema[keyword])) widened[keyword] = unrendered(schema[keyword])
  for (const keyword of LISTS) {
    const list: unknown = schema[keyword]
    if (Array.isArray(list)) widened[keyword] = list.map(unrendered)
  }
  for (const keyword of MAPS) {
    const map = schema[keyword]
    if (isJsonObject(map))
      widened[keyword] = Object.fromEntries(Object.entries(map).map(([name, each]) => [name, unrendered(each)]))
  }
  return isBoundScalar(schema) ? { if: HOLDS_EXPRESSION, then: true, else: widened } : widened
}

function isBoundScalar(schema: Readonly<Record<string, unknown>>): boolean {
  const type = schema['type']
  if (SCALARS.has(type) || (Array.isArray(type) && type.some((each) => SCALARS.has(each)))) return true
  return (type === undefined || type === 'string') && CONSTRAINED.some((keyword) => keyword in schema)
}
