// Findings: what is wrong with a flow, each a coded error with the place in the text.

import { MillraceError, nearestWords, type ErrorCode, type Position } from '@millrace/model'
import type { ParsedFlow } from '../parse-flow.ts'
import type { Path } from '../yaml/read-yaml.ts'

/** Where a finding stands. */
export interface Place {
  readonly path: Path
  /** The name of the property, or its value; the value unless told. */
  readonly part?: 'key' | 'value'
  /** Line and column within the text that stands there. */
  readonly within?: { readonly line: number; readonly column: number }
}

/** What is wrong, and what to do about it. */
export interface Sentence {
  readonly message: string
  readonly hint?: string | undefined
}

/** A finding at a place of the flow. */
export function finding(
  flow: ParsedFlow,
  code: ErrorCode,
  place: Path | Place,
  sentence: string | Sentence,
): MillraceError {
  const { message, hint }: Sentence = typeof sentence === 'string' ? { message: sentence } : sentence
  const at: Place = 'path' in place ? place : { path: place }
  const position = at.within === undefined ? flow.locate(at.path, at.part) : placeInText(flow, at.path, at.within)
  return new MillraceError(code, message, { position, ...(hint === undefined ? {} : { hint }) })
}

/** Exact for a text on one line and for literal blocks (`|`); elsewhere the beginning of the text. */
function placeInText(
  flow: ParsedFlow,
  path: Path,
  { line, column }: { readonly line: number; readonly column: number },
): Position {
  const start = flow.locate(path)
  const lines = flow.source.split('\n')
  const isLiteral = /[|][-+0-9]*\s*(#.*)?$/.test(lines[start.line - 2] ?? '')
  if (isLiteral) return { line: start.line + line - 1, column: start.column + column - 1 }
  const quote = /^["']/.test((lines[start.line - 1] ?? '').slice(start.column - 1)) ? 1 : 0
  return line === 1 ? { line: start.line, column: start.column + quote + column - 1 } : start
}

/** `tasks[0].retry.interval`. */
export function pathText(path: Path): string {
  return path
    .map((segment, index) => (typeof segment === 'number' ? `[${segment}]` : index === 0 ? segment : `.${segment}`))
    .join('')
}

/** `Did you mean a or b?`; undefined when nothing is near. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  return meant(nearestWords(word, known))
}

/** The same for names that were found already. */
export function meant(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `Did you mean ${names.map((name) => `\`${name}\``).join(' or ')}?`
}
