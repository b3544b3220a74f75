/**
 * The words of a jq program. Texts with interpolations are cut into parts, each read on its own.
 */
import { Failure } from '../evaluation/signals.ts'

export type JqToken =
  | { readonly kind: 'name' | 'field' | 'variable' | 'format' | 'keyword' | 'sign'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly parts: readonly (string | readonly JqToken[])[] }
  | { readonly kind: 'end'; readonly text: string }

const SPACE = /(?:\s|#[^\n]*)+/y
const NAME = /[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)*/y
const FIELD = /\.[A-Za-z_][A-Za-z0-9_]*/y
const VARIABLE = /\$[A-Za-z_][A-Za-z0-9_]*/y
const FORMAT = /@[A-Za-z0-9_]+/y
const NUMBER = /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y
const SIGN = /\?\/\/|\/\/=|\|=|\+=|-=|\*=|\/=|%=|==|!=|<=|>=|\/\/|\.\.|[.[\]{}()|,:;=<>+\-*/%?]/y
const KEYWORDS = new Set([
  'def',
  'if',
  'then',
  'elif',
  'else',
  'end',
  'as',
  'reduce',
  'foreach',
  'try',
  'catch',
  'label',
  'and',
  'or',
  'break',
  '__loc__',
])
const MAX_PROGRAM = 20_000
const MAX_NESTING = 16

export function jqTokens(program: string): readonly JqToken[] {
  if (program.length > MAX_PROGRAM) throw wrong(`it is longer than ${MAX_PROGRAM} characters`)
  const reader = new TokenReader(program)
  const tokens = reader.tokens('')
  return [...tokens, { kind: 'end', text: 'the end' }]
}

/** A program that is no jq. */
export function wrong(message: string): Failure {
  return new Failure('MR_EXPRESSION_FAILED', `The jq program is not valid: ${message}`)
}

class TokenReader {
  readonly program: string
  at = 0
  #depth = 0

  constructor(program: string) {
    this.program = program
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.program)?.[0]
    this.at += found?.length ?? 0
    return found
  }

  /** Tokens up to a closing sign that opened outside, or to the end. */
  tokens(closing: string): JqToken[] {
    const tokens: JqToken[] = []
    let open = 0
    for (this.take(SPACE); this.at < this.program.length; this.take(SPACE)) {
      const character = this.program.charAt(this.at)
      if (character === closing && open === 0) return tokens
      if (character === '(') open += 1
      if (character === ')') open -= 1
      tokens.push(this.token(character))
    }
    if (closing !== '') throw wrong(`"${closing}" is missing`)
    return tokens
  }

  token(character: string): JqToken {
    if (character === '"') return this.text()
    const name = this.take(NAME)
    if (name !== undefined) return { kind: KEYWORDS.has(name) ? 'keyword' : 'name', text: name }
    const number = this.take(NUMBER)
    if (number !== undefined) return { kind: 'number', text: number }
    const field = this.take(FIELD)
    if (field !== undefined) return { kind: 'field', text: field.slice(1) }
    return this.marked()
  }

  marked(): JqToken {
    const variable = this.take(VARIABLE)
    if (variable !== undefined) return { kind: 'variable', text: variable.slice(1) }
    const format = this.take(FORMAT)
    if (format !== undefined) return { kind: 'format', text: format }
    const sign = this.take(SIGN)
    if (sign !== undefined) return { kind: 'sign', text: sign }
    throw wrong(`unexpected "${this.program.charAt(this.at)}"`)
  }

  text(): JqToken {
    this.at += 1
    const parts: (string | readonly JqToken[])[] = []
    let plain = ''
    while (this.program[this.at] !== '"') {
      if (this.at >= this.program.length) throw wrong('a text is not closed')
      if (this.program.startsWith('\\(', this.at)) {
        parts.push(plain, this.interpolation())
        plain = ''
      } else plain += this.character()
    }
    this.at += 1
    return { kind: 'text', text: 'a text', parts: [...parts, plain] }
  }

  interpolation(): readonly JqToken[] {
    this.at += 2
    this.#depth += 1
    if (this.#depth > MAX_NESTING) throw wrong('texts are nested too deeply')
    const tokens = this.tokens(')')
    this.#depth -= 1
    this.at += 1
    return [...tokens, { kind: 'end', text: ')' }]
  }

  character(): string {
    const character = this.program.charAt(this.at)
    this.at += 1
    if (character !== '\\') return character
    const sign = this.program.charAt(this.at)
    this.at += 1
    if (sign !== 'u') return unescaped(sign)
    const digits = this.program.slice(this.at, this.at + 4)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw wrong('\\u needs four digits')
    this.at += 4
    return String.fromCharCode(Number.parseInt(digits, 16))
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

function unescaped(sign: string): string {
  const character = ESCAPES.get(sign)
  if (character === undefined) throw wrong(`the escape \\${sign} is unknown`)
  return character
}
