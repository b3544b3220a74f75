/**
 * Filters that search, cut and replace in texts.
 */
import { replacePattern, splitPattern } from '../../formats/patterns.ts'
import { type Datum, emptyMap, isList, isMap } from '../../values/value.ts'
import type { Definitions, FilterDefinition, Given } from '../given.ts'
import { onText } from './words.ts'

export const textFilters: Definitions<FilterDefinition> = {
  replace: { names: ['replace_pairs', 'regexp'], apply: replace },
  split: { names: ['delimiter', 'limit'], apply: split },
  startsWith: { names: ['value'], apply: (input, given) => subject(input, given).startsWith(wanted(given)) },
  endsWith: { names: ['value'], apply: (input, given) => subject(input, given).endsWith(wanted(given)) },
  substringBefore: {
    names: ['separator'],
    apply: onText((text, given) => before(text, text.indexOf(separator(given)))),
  },
  substringBeforeLast: { names: ['separator'], apply: onText((text, given) => before(text, lastAt(text, given))) },
  substringAfter: {
    names: ['separator'],
    apply: onText((text, given) => after(text, text.indexOf(separator(given)), given)),
  },
  substringAfterLast: { names: ['separator'], apply: onText((text, given) => after(text, lastAt(text, given), given)) },
  indent: { names: ['amount', 'prefix'], apply: onText((text, given) => indented(text, given, false)) },
  nindent: { names: ['amount', 'prefix'], apply: onText((text, given) => indented(text, given, true)) },
  escapeChar: { names: ['type'], apply: escapeCharacter },
  string: { apply: onText((text) => text) },
}

function subject(input: Datum, given: Given): string {
  if (input === null) throw given.refuse(input, 'texts')
  return given.frame.text(input)
}

function wanted(given: Given): string {
  return given.frame.text(given.required('value'))
}

function separator(given: Given): string {
  return given.requiredText('separator')
}

function lastAt(text: string, given: Given): number {
  return text.lastIndexOf(separator(given))
}

function before(text: string, at: number): string {
  return at < 0 ? text : text.slice(0, at)
}

function after(text: string, at: number, given: Given): string {
  return at < 0 ? '' : text.slice(at + separator(given).length)
}

/** Applies to every text in a value; other scalars become texts, null inside a collection fails. */
function everywhere(input: Datum, given: Given, apply: (text: string) => string): Datum {
  given.frame.spend(1)
  if (isList(input)) return input.map((item) => everywhere(present(item, given), given, apply))
  if (!isMap(input)) return given.frame.bounded(apply(given.frame.text(input)))
  const entries = emptyMap()
  for (const key of Object.keys(input)) entries[key] = everywhere(present(input[key] ?? null, given), given, apply)
  return entries
}

function present(value: Datum, given: Given): Datum {
  if (value === null) throw given.refuse(value, 'texts')
  return value
}

function replace(input: Datum, given: Given): Datum {
  if (input === null) return null
  const pairs = given.required('replace_pairs')
  if (!isMap(pairs)) throw given.refuse(pairs, 'a map of replacements')
  const patterns = given.flag('regexp') === true
  return everywhere(input, given, (text) => {
    let result = text
    for (const key of Object.keys(pairs)) {
      const to = given.frame.text(present(pairs[key] ?? null, given))
      result = patterns ? replacePattern(given.frame, result, key, to) : replaceText(given, result, key, to)
    }
    return result
  })
}

function replaceText(given: Given, text: string, from: string, to: string): string {
  const pieces = from === '' ? text.length + 1 : text.split(from).length - 1
  const length = text.length + pieces * (to.length - from.length)
  given.frame.work(pieces * 32)
  if (length > given.frame.limits.output) return given.frame.bounded(' '.repeat(given.frame.limits.output + 1))
  return text.replaceAll(from, () => to)
}

function split(input: Datum, given: Given): Datum {
  if (input === null) return null
  if (typeof input !== 'string') throw given.refuse(input, 'texts')
  return splitPattern(given.frame, input, given.requiredText('delimiter'), given.whole('limit'))
}

function indented(text: string, given: Given, newLine: boolean): string {
  if (text === '') return text
  given.required('amount')
  const amount = given.whole('amount') ?? 0
  if (amount < 0) throw given.fail(`The argument 'amount' of '${given.callee}' can not be negative`)
  const prefix = given.has('prefix') ? (given.text('prefix') ?? ' ') : ' '
  const lineEnd = lineEndOf(text)
  if (prefix.length * amount > given.frame.limits.output)
    return given.frame.bounded(' '.repeat(given.frame.limits.output + 1))
  return replaceText(given, newLine ? lineEnd + text : text, lineEnd, lineEnd + prefix.repeat(amount))
}

function lineEndOf(text: string): string {
  return ['\r\n', '\n\r', '\n', '\r'].find((end) => text.includes(end)) ?? '\n'
}

const ESCAPES: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['SINGLE', ["'", String.raw`\'`]],
  ['DOUBLE', ['"', String.raw`\"`]],
  ['SHELL', ["'", String.raw`'\''`]],
])

function escapeCharacter(input: Datum, given: Given): Datum {
  if (input === null) return null
  const pair = ESCAPES.get(given.requiredText('type').toUpperCase())
  if (!pair) throw given.fail("The argument 'type' of 'escapeChar' is 'single', 'double' or 'shell'")
  return everywhere(input, given, (text) => replaceText(given, text, pair[0], pair[1]))
}
