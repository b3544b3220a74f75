/**
 * Ion text read into plain data: the values of a text, one after the other.
 * Symbols become texts, decimals and floats numbers, timestamps texts.
 */
import { fromDouble } from '../values/numbers.ts'
import { type Datum, emptyMap } from '../values/value.ts'

const MAX_DEPTH = 128
const SPACE = /(?:[ \t\r\n\v\f]|\/\/[^\n]*|\/\*[^]*?\*\/)*/y
const TIMESTAMP =
  /[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T(?:[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2}))?)?|[0-9]{4}(?:-[0-9]{2})?T/y
const NUMBER = /[-+]?(?:inf|0x[0-9a-fA-F]+|(?:0|[1-9][0-9_]*)(?:\.[0-9_]*)?(?:[eEdD][-+]?[0-9]+)?)/y
const STRING = /"(?:[^"\\\n]|\\[^])*"/y
const QUOTED = /'(?:[^'\\\n]|\\[^])*'/y
const SYMBOL = /[A-Za-z_$][A-Za-z0-9_$]*/y
const LONG = /'''(?:[^'\\]|\\[^]|'(?!''))*'''/y
const TYPED_NULL = /null(?:\.[a-z]+)?(?![A-Za-z0-9_$])/y

/** All values of an Ion text, or undefined where it is not one. */
export function readIon(text: string): readonly Datum[] | undefined {
  const reader = new IonReader(text)
  const values: Datum[] = []
  for (reader.take(SPACE); reader.at < text.length; reader.take(SPACE)) {
    const value = reader.value(0)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

class IonReader {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    this.at += found?.length ?? 0
    return found
  }

  skip(sign: string): boolean {
    this.take(SPACE)
    if (!this.text.startsWith(sign, this.at)) return false
    this.at += sign.length
    return true
  }

  value(depth: number): Datum | undefined {
    if (depth > MAX_DEPTH) return undefined
    if (this.skip('{')) return this.struct(depth)
    if (this.skip('[')) return this.list(depth, ']')
    return this.longText() ?? this.scalar(depth)
  }

  scalar(depth: number): Datum | undefined {
    const text = this.take(STRING)
    if (text !== undefined) return unescaped(text)
    const timestamp = this.take(TIMESTAMP)
    if (timestamp !== undefined) return timestamp.replace(/T$/, '')
    const number = this.take(NUMBER)
    if (number !== undefined) return numberOf(number)
    if (this.take(TYPED_NULL) !== undefined) return null
    return this.symbol(depth)
  }

  symbol(depth: number): Datum | undefined {
    const name = this.name()
    if (name === undefined) return undefined
    if (this.skip('::')) return this.value(depth + 1)
    if (name === 'true' || name === 'false') return name === 'true'
    return name === 'nan' ? fromDouble(Number.NaN) : name
  }

  name(): string | undefined {
    this.take(SPACE)
    const quoted = this.take(QUOTED) ?? this.take(STRING)
    return quoted === undefined ? this.take(SYMBOL) : unescaped(quoted)
  }

  longText(): string | undefined {
    let whole: string | undefined
    for (let part = this.take(LONG); part !== undefined; part = this.take(LONG)) {
      whole = (whole ?? '') + unescaped(part.slice(2, -2))
      this.take(SPACE)
    }
    return whole
  }

  list(depth: number, end: string): Datum | undefined {
    const items: Datum[] = []
    while (!this.skip(end)) {
      const item = this.value(depth + 1)
      if (item === undefined || (!this.skip(',') && !this.ends(end))) return undefined
      items.push(item)
    }
    return items
  }

  ends(end: string): boolean {
    this.take(SPACE)
    return this.text.startsWith(end, this.at)
  }

  struct(depth: number): Datum | undefined {
    const entries = emptyMap()
    while (!this.skip('}')) {
      const key = this.name()
      const item = key !== undefined && this.skip(':') ? this.value(depth + 1) : undefined
      if (key === undefined || item === undefined || (!this.skip(',') && !this.ends('}'))) return undefined
      entries[key] = item
    }
    return entries
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  0: '\0',
}
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U0*([0-9a-fA-F]{1,6})|(\n)|([^]))/g

function unescaped(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(ESCAPE, (...found: (string | undefined)[]) => {
    const [, byte, unit, point, line, sign] = found
    const code = byte ?? unit ?? point
    if (code !== undefined) return codePoint(Number.parseInt(code, 16))
    return line === undefined ? (ESCAPES[sign ?? ''] ?? sign ?? '') : ''
  })
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD'
}

function numberOf(text: string): Datum {
  const plain = text.replaceAll('_', '')
  if (plain.endsWith('inf')) return fromDouble(plain.startsWith('-') ? -Infinity : Infinity)
  if (/^[-+]?0x/.test(plain)) return Number(plain.replace(/^[-+]/, '')) * (plain.startsWith('-') ? -1 : 1)
  if (/[.eEdD]/.test(plain)) return fromDouble(Number(plain.replace(/[dD]/, 'e')))
  const value = Number(plain)
  return Number.isSafeInteger(value) ? value : BigInt(plain.replace('+', ''))
}
