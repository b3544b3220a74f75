// Findings: what is wrong with a flow, each a coded error with the place in the text.

import { MillraceError, nearestWords, type ErrorCode, type Position } from '@millrace/model'
import type { ParsedFlow } from '../parse-flow.ts'
import type { Path } from '../yaml/read-yaml.ts'

export interface FindingDetails {
  readonly hint?: string | undefined
  readonly part?: 'key' | 'value'
}

/** A finding at a path of the flow. */
export function finding(flow: ParsedFlow, code: ErrorCode, path: Path, message: string, details: FindingDetails = {}): MillraceError {
  const hint = details.hint === undefined ? {} : { hint: details.hint }
  return new MillraceError(code, message, { position: flow.locate(path, details.part), ...hint })
}

/** A finding at a place inside a text that stands at `path`. */
export function findingInText(
  flow: ParsedFlow,
  code: ErrorCode,
  path: Path,
  inText: { readonly line: number; readonly column: number },
  message: string,
  hint?: string,
): MillraceError {
  return new MillraceError(code, message, { position: placeInText(flow, path, inText), ...(hint === undefined ? {} : { hint }) })
}

/** Exact for a text on one line and for literal blocks (`|`); elsewhere the beginning of the text. */
function placeInText(flow: ParsedFlow, path: Path, { line, column }: { readonly line: number; readonly column: number }): Position {
  const start = flow.locate(path)
  const lines = flow.source.split('\n')
  const isLiteral = /[|][-+0-9]*\s*(#.*)?$/.test(lines[start.line - 2] ?? '')
  if (isLiteral) return { line: start.line + line - 1, column: start.column + column - 1 }
  const quote = /^["']/.test((lines[start.line - 1] ?? '').slice(start.column - 1)) ? 1 : 0
  return line === 1 ? { line: start.line, column: start.column + quote + column - 1 } : start
}

/** `tasks[0].retry.interval`. */
export function pathText(path: Path): string {
  return path.map((segment, index) => (typeof segment === 'number' ? `[${segment}]` : index === 0 ? segment : `.${segment}`)).join('')
}

/** `Did you mean a or b?`; undefined when nothing is near. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  return meant(nearestWords(word, known))
}

/** The same for names that were found already. */
export function meant(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `Did you mean ${names.map((name) => `\`${name}\``).join(' or ')}?`
}
