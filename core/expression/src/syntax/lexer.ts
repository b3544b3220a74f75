/**
 * Text to tokens. Between the delimiters `{{ }}`, `{% %}` and `{# #}` it reads words; outside, text.
 * A dash inside a delimiter (`{{-`, `-}}`) trims the white space of the text beside it.
 */
import { Failure } from '../evaluation/signals.ts'
import { OPERATOR } from './operators.ts'
import type { Token, TokenKind } from './token.ts'

type Mode = 'text' | 'print' | 'tag' | 'string' | 'interpolation'

const START = /\{\{|\{%|\{#/g
const TRIM_BEFORE = /-\s+/y
const TRIM_AFTER = /\s*-(?:\}\}|%\}|#\})/y
const PRINT_END = /\s*-?\}\}/y
const TAG_END = /\s*-?%\}/y
const SPACE = /\s+/y
const NAME = /[\p{L}_][\p{L}\p{Nd}_]*/uy
const LONG = /[0-9]+L/y
const NUMBER = /[0-9]+(?:\.[0-9]+)?/y
const PLAIN_STRING = /"[^#"\\]*(?:\\[^][^#"\\]*)*"|'[^'\\]*(?:\\[^][^'\\]*)*'/y
const STRING_PART = /[^#"\\]*(?:(?:\\[^]|#(?!\{))[^#"\\]*)*/y
const INTERPOLATION_END = /\s*\}/y
const VERBATIM = /\s*verbatim\s*-?%\}/y
const VERBATIM_END = /\{%(-)?\s*endverbatim\s*(-)?%\}/g
const RAW = /-*\s*raw\s*-*%\}/y
const RAW_END = /\{%-*\s*endraw\s*-*%\}/g
const PUNCTUATION = '()[]{}?:.,|='
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** All tokens of a source, the last of kind `end`; fails with a place in the source. */
export function tokenize(source: string): readonly Token[] {
  return new Lexer(source).run()
}

class Lexer {
  readonly source: string
  readonly tokens: Token[] = []
  readonly modes: Mode[] = ['text']
  readonly brackets: { readonly character: string; readonly at: number }[] = []
  at = 0
  trimNext = false

  constructor(source: string) {
    this.source = source
  }

  run(): readonly Token[] {
    while (this.at < this.source.length) this.step()
    const open = this.brackets.at(-1)
    if (open) throw this.failure(`Unclosed "${open.character}"`, open.at)
    this.push('end', '', this.source.length)
    return this.tokens
  }

  step(): void {
    switch (this.modes.at(-1)) {
      case 'print':
        return this.code('print-end', PRINT_END)
      case 'tag':
        return this.code('tag-end', TAG_END)
      case 'string':
        return this.stringPart()
      case 'interpolation':
        return this.interpolation()
      default:
        return this.text()
    }
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    return pattern.exec(this.source)?.[0]
  }

  take(pattern: RegExp): string | undefined {
    const found = this.match(pattern)
    if (found !== undefined) this.at += found.length
    return found
  }

  push(kind: TokenKind, text: string, at: number): void {
    this.tokens.push({ kind, text, at })
  }

  failure(message: string, at: number = this.at): Failure {
    return new Failure('MR_EXPRESSION_SYNTAX', message).locate(this.source, at)
  }

  text(): void {
    const from = this.at
    START.lastIndex = from
    const start = START.exec(this.source)
    const end = start ? start.index : this.source.length
    this.at = start ? end + 2 : end
    let text = this.source.slice(from, end)
    if (this.trimNext) text = text.trimStart()
    this.trimNext = false
    if (start?.[0] !== '{%' || !this.raw(text, from)) this.open(text, from, start?.[0])
  }

  open(text: string, from: number, delimiter: string | undefined): void {
    const trimmed = delimiter !== undefined && this.take(TRIM_BEFORE) !== undefined
    const kept = trimmed ? text.trimEnd() : text
    if (kept !== '') this.push('text', kept, from)
    if (delimiter === '{#') this.comment()
    else if (delimiter === '{{') this.enter('print-start', 'print')
    else if (delimiter === '{%' && !this.verbatim()) this.enter('tag-start', 'tag')
  }

  enter(kind: TokenKind, mode: Mode): void {
    this.push(kind, '', this.at)
    this.modes.push(mode)
  }

  comment(): void {
    const end = this.source.indexOf('#}', this.at)
    if (end < 0) throw this.failure('Unclosed comment')
    this.trimNext = /\s-$/.test(this.source.slice(this.at, end))
    this.at = end + 2
  }

  raw(text: string, from: number): boolean {
    if (this.match(RAW) === undefined) return false
    RAW_END.lastIndex = this.at
    const end = RAW_END.exec(this.source)
    if (!end) return false
    this.take(RAW)
    this.push('text', text + this.source.slice(this.at, end.index), from)
    this.at = RAW_END.lastIndex
    return true
  }

  verbatim(): boolean {
    const at = this.at
    if (this.take(VERBATIM) === undefined) return false
    VERBATIM_END.lastIndex = this.at
    const end = VERBATIM_END.exec(this.source)
    if (!end) throw this.failure('Unclosed verbatim tag', at)
    const text = this.source.slice(this.at, end.index).trimStart()
    this.push('text', end[1] === undefined ? text : text.trimEnd(), this.at)
    this.trimNext = end[2] !== undefined
    this.at = VERBATIM_END.lastIndex
    return true
  }

  code(kind: TokenKind, closing: RegExp): void {
    if (this.match(TRIM_AFTER) !== undefined) this.trimNext = true
    const at = this.at
    const end = this.brackets.length === 0 ? this.take(closing) : undefined
    if (end === undefined) return this.word()
    this.push(kind, end.trim(), at + end.length - end.trimStart().length)
    this.modes.pop()
  }

  interpolation(): void {
    const at = this.at
    if (this.brackets.at(-1)?.character !== '#{' || this.take(INTERPOLATION_END) === undefined) return this.word()
    this.brackets.pop()
    this.push('interpolation-end', '}', at)
    this.modes.pop()
  }

  stringPart(): void {
    const at = this.at
    if (this.source.startsWith('#{', at)) {
      this.brackets.push({ character: '#{', at })
      this.at += 2
      return this.enter('interpolation-start', 'interpolation')
    }
    const part = this.take(STRING_PART) ?? ''
    if (part !== '') return this.push('string', part, at)
    if (this.source[at] !== '"') throw this.failure('Unclosed "')
    this.brackets.pop()
    this.modes.pop()
    this.at += 1
  }

  word(): void {
    this.take(SPACE)
    if (this.at >= this.source.length) return
    const at = this.at
    const kinds: readonly (readonly [TokenKind, RegExp])[] = WORDS
    for (const [kind, pattern] of kinds) {
      const found = this.take(pattern)
      if (found !== undefined) return this.push(kind, found, at)
    }
    const character = this.source.charAt(at)
    if (PUNCTUATION.includes(character)) return this.punctuation(character)
    this.string(character)
  }

  punctuation(character: string): void {
    const at = this.at
    if ('([{'.includes(character)) this.brackets.push({ character, at })
    else if (')]}'.includes(character)) this.close(character)
    this.push('punctuation', character, at)
    this.at += 1
  }

  close(character: string): void {
    const open = this.brackets.pop()
    if (!open) throw this.failure(`Unexpected "${character}"`)
    const expected = CLOSING[open.character]
    if (expected !== character) throw this.failure(`Expected "${expected ?? '"'}" but found "${character}"`)
  }

  string(character: string): void {
    const at = this.at
    const plain = this.take(PLAIN_STRING)
    if (plain !== undefined) return this.push('string', unquote(plain), at)
    if (character !== '"') throw this.failure(`Unexpected character [${character}]`)
    this.brackets.push({ character: '"', at })
    this.modes.push('string')
    this.at += 1
  }
}

const WORDS: readonly (readonly [TokenKind, RegExp])[] = [
  ['operator', OPERATOR],
  ['name', NAME],
  ['long', LONG],
  ['number', NUMBER],
]

function unquote(text: string): string {
  const mark = text.charAt(0)
  return text.slice(1, -1).replaceAll(`\\${mark}`, mark).replaceAll('\\\\', '\\')
}
