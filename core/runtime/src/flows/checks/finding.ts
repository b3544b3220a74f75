// Findings: what is wrong with a flow, each a coded error with the place in the text.

import { MillraceError, nearestWords, type ErrorCode, type Position, type Severity } from '@millrace/model'
import type { ParsedFlow } from '../parse-flow.ts'
import type { Path } from '../yaml/read-yaml.ts'
import { positionAt } from '../yaml/source-tree.ts'
import { offsetAt, offsetInSource } from './text-place.ts'

/** Where a finding stands. */
export interface Place {
  readonly path: Path
  /** The name of the property, or its value; the value unless told. */
  readonly part?: 'key' | 'value'
  /** A place within the text that stands there. */
  readonly within?: PlaceInText
}

interface PlaceInText {
  readonly text: string
  readonly line: number
  readonly column: number
}

/** What is wrong, and what to do about it. */
export interface Sentence {
  readonly message: string
  readonly hint?: string | undefined
  /** `error` unless told. */
  readonly severity?: Severity | undefined
}

/** A finding at a place of the flow. */
export function finding(
  flow: ParsedFlow,
  code: ErrorCode,
  place: Path | Place,
  sentence: string | Sentence,
): MillraceError {
  const {
    message,
    hint,
    severity = 'error',
  }: Sentence = typeof sentence === 'string' ? { message: sentence } : sentence
  const at: Place = 'path' in place ? place : { path: place }
  const position = at.within === undefined ? flow.locate(at.path, at.part) : placeInText(flow, at.path, at.within)
  return new MillraceError(code, message, { position, severity, ...(hint === undefined ? {} : { hint }) })
}

/** The place within a text; the beginning of the text where an alias stands for it. */
function placeInText(flow: ParsedFlow, path: Path, { text, line, column }: PlaceInText): Position {
  const start = flow.locate(path)
  const offset = offsetInSource(flow.source, offsetAt(flow.source, start), {
    text,
    offset: offsetAt(text, { line, column }),
  })
  return offset === undefined ? start : positionAt(flow.source, offset)
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
