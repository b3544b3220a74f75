/**
 * The errors of the language: a code, a message, and where in the text, with a caret below it.
 */

export type ErrorCode =
  | 'MR_EXPRESSION_SYNTAX'
  | 'MR_EXPRESSION_UNDEFINED'
  | 'MR_EXPRESSION_UNKNOWN'
  | 'MR_EXPRESSION_TYPE'
  | 'MR_EXPRESSION_FAILED'
  | 'MR_EXPRESSION_LIMIT'

/** What is wrong with an expression, and where. */
export interface ExpressionError {
  readonly code: ErrorCode
  readonly message: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** The line of the text with a caret under the place. */
  readonly excerpt: string
}

export interface Place {
  readonly line: number
  readonly column: number
}

const EXCERPT_WIDTH = 120

/** Line and column of an offset. */
export function placeOf(source: string, at: number): Place {
  let line = 1
  let start = 0
  for (let next = source.indexOf('\n'); next >= 0 && next < at; next = source.indexOf('\n', start)) {
    line += 1
    start = next + 1
  }
  return { line, column: at - start + 1 }
}

/** The line at an offset and a caret under it, cut to a readable width. */
function excerptOf(source: string, at: number): string {
  const start = source.lastIndexOf('\n', at - 1) + 1
  const next = source.indexOf('\n', at)
  const end = next < 0 ? source.length : next
  const from = Math.max(start, at - EXCERPT_WIDTH / 2)
  const text = source.slice(from, Math.min(end, from + EXCERPT_WIDTH))
  return `${text}\n${' '.repeat(at - from)}^`
}

/** An error at an offset of a text. */
export function errorAt(source: string, at: number, code: ErrorCode, message: string): ExpressionError {
  const inside = Math.min(Math.max(at, 0), source.length)
  return { code, message, ...placeOf(source, inside), excerpt: excerptOf(source, inside) }
}
