/**
 * JSON read as the dialect reads it: integers of any size kept exact, `1.0` kept a floating-point
 * number, maps without a prototype, bounded depth. Answers undefined where the text is not JSON.
 */
import { fromDouble } from './numbers.ts'
import { type Datum, emptyMap } from './value.ts'

const MAX_DEPTH = 256
const BLANK = /[ \t\r\n]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y
// oxlint-disable-next-line no-control-regex -- JSON strings may not hold control characters
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
// Numbers that the host would not keep as they are written; found inside texts too, which does no harm.
const INEXACT = /[0-9](?:\.[0-9]*0(?![0-9])|[eE])|[0-9]{16}/
const WORD = /true|false|null/y

/** The value of a JSON text, or undefined where it is not one. */
export function parseJson(text: string): Datum | undefined {
  if (!INEXACT.test(text)) return parsePlain(text)
  const reader = new JsonReader(text)
  const value = reader.value(0)
  reader.take(BLANK)
  return value !== undefined && reader.at === text.length ? value : undefined
}

function parsePlain(text: string): Datum | undefined {
  try {
    return JSON.parse(text) as Datum
  } catch {
    return undefined
  }
}

class JsonReader {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (!found) return undefined
    this.at = pattern.lastIndex
    return found[0]
  }

  skip(character: string): boolean {
    this.take(BLANK)
    if (this.text[this.at] !== character) return false
    this.at += 1
    return true
  }

  value(depth: number): Datum | undefined {
    if (depth > MAX_DEPTH) return undefined
    if (this.skip('{')) return this.map(depth)
    if (this.skip('[')) return this.list(depth)
    if (this.text[this.at] === '"') return this.string()
    const word = this.take(WORD)
    if (word !== undefined) return word === 'null' ? null : word === 'true'
    return this.number()
  }

  string(): string | undefined {
    const found = this.take(STRING)
    return found === undefined ? undefined : (JSON.parse(found) as string)
  }

  number(): Datum | undefined {
    const found = this.take(NUMBER)
    if (found === undefined) return undefined
    if (/[.eE]/.test(found)) return fromDouble(Number(found))
    const value = Number(found)
    return Number.isSafeInteger(value) ? value : BigInt(found)
  }

  list(depth: number): Datum | undefined {
    const items: Datum[] = []
    if (this.skip(']')) return items
    do {
      const item = this.value(depth + 1)
      if (item === undefined) return undefined
      items.push(item)
    } while (this.skip(','))
    return this.skip(']') ? items : undefined
  }

  map(depth: number): Datum | undefined {
    const entries = emptyMap()
    if (this.skip('}')) return entries
    do {
      this.take(BLANK)
      const key = this.string()
      const item = key !== undefined && this.skip(':') ? this.value(depth + 1) : undefined
      if (key === undefined || item === undefined) return undefined
      entries[key] = item
    } while (this.skip(','))
    return this.skip('}') ? entries : undefined
  }
}
