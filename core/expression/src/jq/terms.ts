/**
 * The operands of jq: paths, literals, calls, control, and what follows them.
 */
import { fromDouble } from '../values/numbers.ts'
import type { JqParser } from './parser.ts'
import { type JqToken, wrong } from './tokens.ts'
import type { Binding, BindingEntry, Jq } from './tree.ts'

const IDENTITY: Jq = { kind: 'identity' }
const MAX_CHAIN = 200

/** A term with its fields, indexes and question marks. */
export function parsePostfix(parser: JqParser): Jq {
  let term = parseTerm(parser)
  for (let links = 0; ; links += 1) {
    if (links > MAX_CHAIN) throw wrong('it has too many steps in a row')
    const longer = suffixed(parser, term)
    if (!longer) break
    term = longer
  }
  if (!parser.is('as')) return term
  return parser.bind(term)
}

function suffixed(parser: JqParser, target: Jq): Jq | undefined {
  if (parser.skip('?')) return { kind: 'try', body: target, handler: undefined }
  if (parser.skip('[')) return bracket(parser, target)
  if (parser.current.kind === 'field')
    return { kind: 'index', target, key: { kind: 'literal', value: parser.next().text } }
  if (!parser.skip('.')) return undefined
  if (parser.current.kind === 'text') return { kind: 'index', target, key: text(parser, '@text') }
  parser.expect('[')
  return bracket(parser, target)
}

function bracket(parser: JqParser, target: Jq): Jq {
  if (parser.skip(']')) return { kind: 'iterate', target }
  if (parser.skip(':')) {
    const to = parser.pipe()
    parser.expect(']')
    return { kind: 'slice', target, from: undefined, to }
  }
  const key = parser.pipe()
  if (!parser.skip(':')) {
    parser.expect(']')
    return { kind: 'index', target, key }
  }
  const to = parser.is(']') ? undefined : parser.pipe()
  parser.expect(']')
  return { kind: 'slice', target, from: key, to }
}

function parseTerm(parser: JqParser): Jq {
  const token = parser.next()
  switch (token.kind) {
    case 'number': {
      const value = Number(token.text)
      return { kind: 'literal', value: Number.isFinite(value) ? value : fromDouble(value) }
    }
    case 'text':
      return textOf(parser, token, '@text')
    case 'format':
      return parser.current.kind === 'text' ? text(parser, token.text) : { kind: 'format', name: token.text }
    case 'field':
      return { kind: 'index', target: IDENTITY, key: { kind: 'literal', value: token.text } }
    case 'variable':
      return { kind: 'variable', name: token.text }
    case 'name':
      return call(parser, token.text)
    case 'keyword':
      return control(parser, token.text)
    case 'sign':
      return sign(parser, token.text)
    case 'end':
      throw wrong('it ends too early')
  }
}

function text(parser: JqParser, format: string): Jq {
  return textOf(parser, parser.next(), format)
}

function textOf(parser: JqParser, token: JqToken, format: string): Jq {
  const parts = token.kind === 'text' ? token.parts : []
  return { kind: 'text', format, parts: parts.map((part) => (typeof part === 'string' ? part : parser.inner(part))) }
}

function call(parser: JqParser, name: string): Jq {
  const constant = { null: null, true: true, false: false }[name]
  if (constant !== undefined && ['null', 'true', 'false'].includes(name)) return { kind: 'literal', value: constant }
  const given: Jq[] = []
  if (parser.skip('(')) {
    do given.push(parser.pipe())
    while (parser.skip(';'))
    parser.expect(')')
  }
  return { kind: 'call', name, given }
}

function sign(parser: JqParser, found: string): Jq {
  switch (found) {
    case '.':
      if (parser.current.kind === 'text') return { kind: 'index', target: IDENTITY, key: text(parser, '@text') }
      return IDENTITY
    case '..':
      return { kind: 'recurse' }
    case '-':
      return { kind: 'negate', operand: parsePostfix(parser) }
    case '(': {
      const inner = parser.pipe()
      parser.expect(')')
      return inner
    }
    case '[': {
      const body = parser.is(']') ? undefined : parser.pipe()
      parser.expect(']')
      return { kind: 'list', body }
    }
    case '{':
      return map(parser)
    default:
      throw wrong(`unexpected "${found}"`)
  }
}

function map(parser: JqParser): Jq {
  const entries: [Jq, Jq][] = []
  while (!parser.skip('}')) {
    if (entries.length > 0) parser.expect(',')
    entries.push(entry(parser))
  }
  return { kind: 'map', entries }
}

function entry(parser: JqParser): [Jq, Jq] {
  if (parser.current.kind === 'variable') {
    const name = parser.next().text
    return [
      { kind: 'literal', value: name },
      { kind: 'variable', name },
    ]
  }
  const key = entryKey(parser)
  if (!parser.skip(':')) return [key, { kind: 'index', target: IDENTITY, key }]
  return [key, entryValue(parser)]
}

function entryKey(parser: JqParser): Jq {
  if (parser.skip('(')) {
    const key = parser.pipe()
    parser.expect(')')
    return key
  }
  const token = parser.next()
  if (token.kind === 'text') return textOf(parser, token, '@text')
  if (token.kind === 'format') return text(parser, token.text)
  if (token.kind === 'name' || token.kind === 'keyword' || token.kind === 'number')
    return { kind: 'literal', value: token.text }
  throw wrong(`"${token.text}" is no key`)
}

/** Values of entries are terms, joined by `|` alone. */
function entryValue(parser: JqParser): Jq {
  const left = parser.level(1)
  return parser.skip('|') ? { kind: 'pipe', left, right: entryValue(parser) } : left
}

function control(parser: JqParser, keyword: string): Jq {
  switch (keyword) {
    case 'if':
      return branch(parser)
    case 'try':
      return attempt(parser)
    case 'reduce':
    case 'foreach':
      return fold(parser, keyword)
    case 'label': {
      const name = parser.expectKind('variable')
      parser.expect('|')
      return { kind: 'label', name, body: parser.pipe() }
    }
    case 'break':
      return { kind: 'break', name: parser.expectKind('variable') }
    case 'def':
      return { kind: 'define', definition: parser.definition(), body: parser.pipe() }
    default:
      throw wrong(`unexpected "${keyword}"`)
  }
}

function branch(parser: JqParser): Jq {
  const condition = parser.pipe()
  parser.expect('then')
  const then = parser.pipe()
  if (parser.skip('elif')) return { kind: 'if', condition, then, otherwise: branch(parser) }
  const otherwise = parser.skip('else') ? parser.pipe() : undefined
  parser.expect('end')
  return { kind: 'if', condition, then, otherwise }
}

function attempt(parser: JqParser): Jq {
  const body = parsePostfix(parser)
  return { kind: 'try', body, handler: parser.skip('catch') ? parsePostfix(parser) : undefined }
}

function fold(parser: JqParser, kind: 'reduce' | 'foreach'): Jq {
  const source = parseSource(parser)
  parser.expect('as')
  const binding = parser.binding()
  parser.expect('(')
  const start = parser.pipe()
  parser.expect(';')
  const update = parser.pipe()
  const extract = kind === 'foreach' && parser.skip(';') ? parser.pipe() : undefined
  parser.expect(')')
  return kind === 'reduce'
    ? { kind, source, binding, start, update }
    : { kind, source, binding, start, update, extract }
}

/** A term whose `as` belongs to the keyword before it. */
function parseSource(parser: JqParser): Jq {
  let term = parseTerm(parser)
  for (let longer = suffixed(parser, term); longer; longer = suffixed(parser, term)) term = longer
  return term
}

/** Destructuring: `[$a, $b]` and `{a: $x, $b}`. */
export function parsePattern(parser: JqParser): Binding {
  if (parser.skip('[')) {
    const items: Binding[] = []
    do items.push(parser.binding())
    while (parser.skip(','))
    parser.expect(']')
    return { kind: 'items', items }
  }
  parser.expect('{')
  const entries: BindingEntry[] = []
  do entries.push(patternEntry(parser))
  while (parser.skip(','))
  parser.expect('}')
  return { kind: 'entries', entries }
}

function patternEntry(parser: JqParser): BindingEntry {
  const variable = parser.current.kind === 'variable' ? parser.next().text : undefined
  const key: Jq = variable === undefined ? entryKey(parser) : { kind: 'literal', value: variable }
  const value = parser.skip(':') ? parser.binding() : undefined
  if (variable === undefined && !value) throw wrong('an entry of a pattern needs a variable')
  return { key, variable, value }
}
