/**
 * Matches of a regular expression with their groups and places, by the engine in linear time.
 */
import { RE2JS } from 're2js'
import type { Frame } from '../evaluation/frame.ts'
import { compiledPattern } from './patterns.ts'

interface Group {
  readonly name: string | null
  /** In code points; −1 for a group that took no part. */
  readonly offset: number
  readonly text: string | null
}

export interface Match {
  readonly start: number
  readonly end: number
  /** In code points. */
  readonly offset: number
  readonly text: string
  readonly groups: readonly Group[]
}

export interface Search {
  readonly text: string
  readonly pattern: string
  /** `g` all, `i` any case, `x` spaces left out, `s` dot takes line ends, `n` no empty matches, `l` and `p` as in jq. */
  readonly flags: string
}

/** The matches, or undefined for an unknown flag. */
export function findMatches(frame: Frame, { text, pattern, flags }: Search): readonly Match[] | undefined {
  if (/[^gixsnlp]/.test(flags)) return undefined
  const options = (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) | (/[sp]/.test(flags) ? RE2JS.DOTALL : 0)
  const source = flags.includes('x')
    ? pattern.replaceAll(/\\.|\[(?:\\.|[^\]])*\]|\s+|#.*/g, (part) => (/^[\s#]/.test(part) ? '' : part))
    : pattern
  const expression = compiledPattern(frame, source, text.length, options)
  const names = new Map(Object.entries(expression.namedGroups()).map(([name, index]) => [index, name]))
  const matcher = expression.matcher(text)
  const found: Match[] = []
  while (matcher.find()) {
    frame.spend(1)
    const place = { start: matcher.start(), end: matcher.end() }
    if (flags.includes('n') && place.start === place.end) continue
    const groups = Array.from({ length: matcher.groupCount() }, (_, index) =>
      groupOf(matcher, index + 1, text, names.get(index + 1)),
    )
    found.push({ ...place, offset: points(text, place.start), text: text.slice(place.start, place.end), groups })
    if (!flags.includes('g')) break
  }
  return found
}

function groupOf(matcher: ReturnType<RE2JS['matcher']>, index: number, text: string, name = ''): Group {
  const found = matcher.group(index)
  return {
    name: name === '' ? null : name,
    offset: found === null ? -1 : points(text, matcher.start(index)),
    text: found,
  }
}

function points(text: string, at: number): number {
  return Array.from(text.slice(0, at)).length
}
