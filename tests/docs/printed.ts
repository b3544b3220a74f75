// Holds what a command printed against what a page promises. Times, ids and ports differ from run to run; `…` in a
// promise stands for anything within a line, and as a line of its own for any lines.

import { AssertionError } from 'node:assert'

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b\d+(?:\.\d+)? (?:ms|s)\b/g, '<time>'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<date>'],
  [/\bPT[\d.]+S\b/g, '<duration>'],
  [/\b(?=[a-zA-Z]*\d)[0-9A-Za-z]{18,22}\b/g, '<id>'],
  [/\bhttp:\/\/127\.0\.0\.1:\d+/g, '<server>'],
]

export interface Printed {
  readonly promised: string
  readonly actual: string
  /** Whether lines may come in another order. */
  readonly isUnordered: boolean
  /** Where the promise stands. */
  readonly at: string
}

/** Throws an AssertionError that names the place and shows both. */
export function expectPrinted({ promised, actual, isUnordered, at }: Printed): void {
  const wanted = linesOf(promised)
  const found = linesOf(actual)
  const holds = isUnordered ? wanted.every((line) => found.some((other) => isLine(line, other))) : isText(wanted, found)
  if (holds) return
  const [expected, printed] = [wanted.join('\n'), found.join('\n')]
  throw new AssertionError({ message: `${at} promises something else`, expected, actual: printed, operator: 'equal' })
}

function linesOf(text: string): readonly string[] {
  const masked = MASKS.reduce((all, [pattern, word]) => all.replaceAll(pattern, word), text)
  return masked
    .trimEnd()
    .split('\n')
    .map((line) => line.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').trim())
}

const isLine = (wanted: string, found: string): boolean =>
  wanted === '…' || new RegExp(`^${patternOf(wanted)}$`).test(found)

function isText(wanted: readonly string[], found: readonly string[]): boolean {
  const patterns = wanted.map((line) => (line === '…' ? '(?:.*\\n)*?' : `${patternOf(line)}\\n`))
  return new RegExp(`^${patterns.join('')}$`).test(`${found.join('\n')}\n`)
}

const patternOf = (line: string): string => line.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.*')
