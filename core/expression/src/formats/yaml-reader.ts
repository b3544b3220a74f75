/**
 * YAML read into plain data: one document, no custom tags, bounded depth and aliases.
 */
import { load } from 'js-yaml'
import { fromDouble } from '../values/numbers.ts'
import { exactValue } from '../values/plain.ts'
import { type Datum, emptyMap, isList, isMap, type Value } from '../values/value.ts'

const MAX_VALUES = 200_000

/** The value of a YAML text, or undefined where it is not one. */
export function readYaml(text: string): Datum | undefined {
  try {
    return new Plain().value(load(text, { maxDepth: 64 }))
  } catch {
    return undefined
  }
}

/** The same for callers outside the language. */
export function yamlValue(text: string): Value | undefined {
  const document = readYaml(text)
  return document === undefined ? undefined : plainValue(document)
}

function plainValue(value: Datum): Value {
  if (isList(value)) return value.map(plainValue)
  if (!isMap(value)) return exactValue(value)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item)]))
}

class Plain {
  #left = MAX_VALUES

  value(value: unknown): Datum {
    this.#left -= 1
    if (this.#left < 0) throw new RangeError('too many values')
    if (typeof value === 'number') return Number.isFinite(value) ? value : fromDouble(value)
    if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value
    if (typeof value !== 'object' || value === null) return null
    if (Array.isArray(value)) return value.map((item) => this.value(item))
    const entries = emptyMap()
    for (const [key, item] of Object.entries(value)) entries[key] = this.value(item)
    return entries
  }
}
