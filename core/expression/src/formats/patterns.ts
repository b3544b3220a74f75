/**
 * Regular expressions on user text, through an engine that runs in linear time: no pattern
 * can make it slow. Compiled patterns are kept, the oldest leaves first.
 */
import { RE2JS } from 're2js'
import type { Frame } from '../evaluation/frame.ts'
import { Failure, overLimit } from '../evaluation/signals.ts'
import type { Datum } from '../values/value.ts'

const MAX_PATTERN = 1_000
// The engine visits each state of a pattern at most once for each character.
const MAX_WORK = 2_000_000
const WORK_PER_STEP = 40
const CACHED = 100
const cache = new Map<string, RE2JS>()

/** A pattern ready to run on a text of that length; fails where the work could be long. */
export function compiledPattern(frame: Frame, pattern: string, textLength: number, options = 0): RE2JS {
  const expression = cached(pattern, options)
  const work = expression.programSize() * (textLength + 100)
  if (work > MAX_WORK) throw overLimit('a pattern on a very long text')
  frame.spend(Math.ceil(work / WORK_PER_STEP))
  return expression
}

function cached(pattern: string, options: number): RE2JS {
  if (pattern.length > MAX_PATTERN) throw overLimit(`a pattern longer than ${MAX_PATTERN} characters`)
  const key = `${options} ${pattern}`
  const known = cache.get(key)
  if (known) return known
  const made = compile(pattern, options)
  if (cache.size >= CACHED) cache.clear()
  cache.set(key, made)
  return made
}

function compile(pattern: string, options: number): RE2JS {
  try {
    return RE2JS.compile(pattern, options)
  } catch {
    throw new Failure(
      'MR_EXPRESSION_FAILED',
      `The pattern '${pattern.slice(0, 100)}' is not a valid regular expression`,
    )
  }
}

/** Replaces every match; `$1` stands for a group, a backslash quotes the next character. */
export function replacePattern(frame: Frame, text: string, pattern: string, replacement: string): string {
  const matcher = compiledPattern(frame, pattern, text.length).matcher(text)
  let result = ''
  let from = 0
  while (matcher.find()) {
    frame.spend(1)
    result = frame.bounded(
      result + text.slice(from, matcher.start()) + filled(replacement, (group) => matcher.group(group)),
    )
    from = matcher.end()
  }
  return frame.bounded(result + text.slice(from))
}

const REFERENCE = /\\([^])|\$([0-9])|\$\{([A-Za-z][A-Za-z0-9]*)\}|[$\\]/g

function filled(replacement: string, group: (name: number | string) => string | null): string {
  return replacement.replaceAll(REFERENCE, (whole, quoted?: string, index?: string, name?: string) => {
    if (quoted !== undefined) return quoted
    if (index === undefined && name === undefined) throw badReference(whole)
    try {
      return group(index === undefined ? (name ?? '') : Number(index)) ?? ''
    } catch {
      throw badReference(whole)
    }
  })
}

function badReference(text: string): Failure {
  return new Failure('MR_EXPRESSION_FAILED', `The replacement refers to a group that does not exist: ${text}`)
}

/** Splits as Java does: no empty piece at the start from an empty match, none at the end without a limit. */
export function splitPattern(frame: Frame, text: string, pattern: string, limit = 0): Datum {
  if (text === '') return ['']
  const matcher = compiledPattern(frame, pattern, text.length).matcher(text)
  const pieces: string[] = []
  let from = 0
  while ((limit <= 0 || pieces.length < limit - 1) && matcher.find()) {
    frame.spend(1)
    if (matcher.end() === 0 || (matcher.start() === matcher.end() && matcher.start() === text.length)) continue
    pieces.push(text.slice(from, matcher.start()))
    from = matcher.end()
  }
  pieces.push(text.slice(from))
  while (limit === 0 && pieces.length > 0 && pieces.at(-1) === '') pieces.pop()
  return pieces
}
