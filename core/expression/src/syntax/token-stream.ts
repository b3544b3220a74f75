/**
 * The tokens, read one after the other, with the errors that say what was expected.
 */
import { Failure } from '../evaluation/signals.ts'
import type { Token, TokenKind } from './token.ts'

const END: Token = { kind: 'end', text: '', at: 0 }

export class TokenStream {
  readonly source: string
  readonly tokens: readonly Token[]
  #index = 0

  constructor(source: string, tokens: readonly Token[]) {
    this.source = source
    this.tokens = tokens
  }

  get current(): Token {
    return this.tokens[this.#index] ?? END
  }

  get following(): Token {
    return this.tokens[this.#index + 1] ?? END
  }

  /** The current token, which is then passed. */
  next(): Token {
    const token = this.current
    this.#index += 1
    return token
  }

  is(kind: TokenKind, text?: string): boolean {
    const token = this.current
    return token.kind === kind && (text === undefined || token.text === text)
  }

  skip(kind: TokenKind, text?: string): boolean {
    const found = this.is(kind, text)
    if (found) this.next()
    return found
  }

  expect(kind: TokenKind, text?: string): Token {
    if (!this.is(kind, text)) throw this.failure(`Unexpected ${described(this.current)}, expected ${named(kind, text)}`)
    return this.next()
  }

  failure(message: string): Failure {
    return this.locate(new Failure('MR_EXPRESSION_SYNTAX', message))
  }

  locate(failure: Failure): Failure {
    return failure.locate(this.source, this.current.at)
  }
}

function described(token: Token): string {
  return token.kind === 'end' ? 'end of the template' : `${token.kind} "${token.text}"`
}

function named(kind: TokenKind, text: string | undefined): string {
  if (text !== undefined) return `"${text}"`
  if (kind === 'print-end') return '"}}"'
  return kind === 'tag-end' ? '"%}"' : `a ${kind}`
}
