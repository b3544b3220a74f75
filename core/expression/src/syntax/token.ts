/**
 * The words of the language, as the lexer hands them to the parser.
 */

export type TokenKind =
  | 'text'
  | 'print-start'
  | 'print-end'
  | 'tag-start'
  | 'tag-end'
  | 'name'
  | 'number'
  | 'long'
  | 'string'
  | 'operator'
  | 'punctuation'
  | 'interpolation-start'
  | 'interpolation-end'
  | 'end'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  /** Offset in the source. */
  readonly at: number
}
