/**
 * Where a template writes: a text, in which lists and maps are JSON, or a typed value.
 */
import { overLimit, wrongType } from './signals.ts'
import { isNumeric, numberText } from '../values/numbers.ts'
import { className } from '../values/class-name.ts'
import { writeJson } from '../values/json.ts'
import type { Datum } from '../values/value.ts'

export interface Writer {
  text(text: string): void
  value(value: Datum): void
}

/** The text of a value printed by a template. */
function printed(value: Datum, limit: number): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  if (typeof value === 'boolean') return String(value)
  return isNumeric(value) ? numberText(value) : writeJson(value, { limit })
}

export class TextWriter implements Writer {
  readonly limit: number
  result = ''

  constructor(limit: number) {
    this.limit = limit
  }

  text(text: string): void {
    this.result += text
    if (this.result.length > this.limit) throw overLimit(`more than ${this.limit} characters of output`)
  }

  value(value: Datum): void {
    if (value !== null) this.text(printed(value, this.limit))
  }
}

/** Keeps the one value written; several scalars become a text, anything else beside another fails. */
export class TypedWriter implements Writer {
  readonly limit: number
  result: Datum = null

  constructor(limit: number) {
    this.limit = limit
  }

  text(text: string): void {
    this.value(text)
  }

  value(value: Datum): void {
    if (value === null) return
    if (this.result === null) {
      this.result = value
      return
    }
    if (!isScalar(this.result) || !isScalar(value)) {
      throw wrongType(`A ${className(this.result)} and a ${className(value)} can not be written side by side`)
    }
    const text = printed(this.result, this.limit) + printed(value, this.limit)
    if (text.length > this.limit) throw overLimit(`more than ${this.limit} characters of output`)
    this.result = text
  }
}

function isScalar(value: Datum): boolean {
  return typeof value !== 'object' || (value !== null && isNumeric(value))
}
