/**
 * Built-in functions on texts.
 */
import { utf8Bytes } from '../../formats/utf8.ts'
import { parseJson } from '../../values/parse-json.ts'
import { type Datum, isList } from '../../values/value.ts'
import { plainText } from '../formats.ts'
import type { Interpreter } from '../interpreter.ts'
import { described, jsonText, JqError, numberOf, textValue, typeOf } from '../values.ts'
import { argument, type Builtins, simple } from './builtin.ts'

export const textBuiltins: Builtins = {
  'tostring/0': simple(plainText),
  'tonumber/0': simple(toNumber),
  'tojson/0': simple(jsonText),
  'fromjson/0': simple(fromJson),
  'explode/0': simple(explode),
  'implode/0': simple(implode),
  'split/1': simple((input, given) =>
    split(textValue(input, 'cannot be split'), textValue(argument(given, 0), 'cannot split')),
  ),
  'startswith/1': simple((input, given) =>
    both(input, argument(given, 0), 'startswith').every(([text, part]) => text.startsWith(part)),
  ),
  'endswith/1': simple((input, given) =>
    both(input, argument(given, 0), 'endswith').every(([text, part]) => text.endsWith(part)),
  ),
  'ltrimstr/1': simple((input, given) =>
    trimmed(input, argument(given, 0), (text, part) => (text.startsWith(part) ? text.slice(part.length) : text)),
  ),
  'rtrimstr/1': simple((input, given) =>
    trimmed(input, argument(given, 0), (text, part) =>
      part !== '' && text.endsWith(part) ? text.slice(0, -part.length) : text,
    ),
  ),
  'trim/0': simple((input) => textValue(input, 'cannot be trimmed').trim()),
  'ltrim/0': simple((input) => textValue(input, 'cannot be trimmed').trimStart()),
  'rtrim/0': simple((input) => textValue(input, 'cannot be trimmed').trimEnd()),
  'utf8bytelength/0': simple((input) => utf8Bytes(textValue(input, 'only strings have UTF-8 byte length')).length),
}

function explode(input: Datum, _given: readonly Datum[], run: Interpreter): Datum {
  const text = textValue(input, 'cannot be exploded')
  run.frame.work(text.length * 16)
  return Array.from(text, (letter) => letter.codePointAt(0) ?? 0)
}

function toNumber(input: Datum): Datum {
  if (typeOf(input) === 'number') return input
  const value = typeof input === 'string' ? parseJson(input.trim()) : undefined
  if (value === undefined || typeOf(value) !== 'number')
    throw new JqError(`${described(input)} cannot be parsed as a number`)
  return value
}

function fromJson(input: Datum): Datum {
  const value = parseJson(textValue(input, 'cannot be parsed as JSON'))
  if (value === undefined) throw new JqError(`${described(input)} cannot be parsed as JSON`)
  return value
}

function implode(input: Datum): Datum {
  if (!isList(input)) throw new JqError(`${described(input)} cannot be imploded, must be an array of codepoints`)
  return input.map((item) => character(numberOf(item, 'is no codepoint'))).join('')
}

function character(code: number): string {
  const valid = Number.isInteger(code) && code >= 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return valid ? String.fromCodePoint(code) : '\uFFFD'
}

function split(text: string, separator: string): Datum {
  if (text === '') return []
  return separator === '' ? [...text] : text.split(separator)
}

function both(input: Datum, part: Datum, name: string): readonly [string, string][] {
  if (typeof input === 'string' && typeof part === 'string') return [[input, part]]
  throw new JqError(`${name}() requires string inputs`)
}

function trimmed(input: Datum, part: Datum, apply: (text: string, part: string) => string): Datum {
  return typeof input === 'string' && typeof part === 'string' ? apply(input, part) : input
}
