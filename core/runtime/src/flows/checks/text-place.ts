// Where a character of a text value stands in the YAML that it was written in: quoted, folded over lines, or as a
// block. Blanks may differ between the two; all other characters come in the same order.

/** Escapes of double quotes that stand for a blank; the lengths of those that are longer than two. */
const BLANK_ESCAPES = 'nrtvfLP_ \n\t'
const ESCAPE_LENGTHS: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 }

/**
 * The offset in `source` of the character at `offset` of `text`, whose scalar begins at `start`; undefined when the
 * scalar there is another one (an alias).
 */
export function offsetInSource(
  source: string,
  start: number,
  { text, offset }: { readonly text: string; readonly offset: number },
): number | undefined {
  const wanted = text.replace(/\s/g, '')
  const count = text.slice(0, offset).replace(/\s/g, '').length
  const isAtEnd = count >= wanted.length
  const quote = /["']/.test(source[start] ?? '') ? source[start] : undefined
  let at = quote === undefined ? start : start + 1
  for (let seen = 0; at < source.length;) {
    const { length, isSkipped } = characterAt(source, at, quote)
    if (isSkipped) {
      at += length
      continue
    }
    if (seen === count) return at
    if (length === 1 && source[at] !== wanted[seen]) return undefined
    seen += 1
    at += length
    if (isAtEnd && seen === count) return at
  }
  return undefined
}

function characterAt(
  source: string,
  at: number,
  quote: string | undefined,
): { readonly length: number; readonly isSkipped: boolean } {
  const character = source[at] ?? ''
  if (quote === '"' && character === '\\') {
    const escape = source[at + 1] ?? ''
    const length = ESCAPE_LENGTHS[escape]
    if (length === undefined) return { length: 2, isSkipped: BLANK_ESCAPES.includes(escape) }
    return { length, isSkipped: isBlank(String.fromCodePoint(Number.parseInt(source.slice(at + 2, at + length), 16))) }
  }
  if (quote === "'" && source.startsWith("''", at)) return { length: 2, isSkipped: false }
  return { length: 1, isSkipped: isBlank(character) }
}

function isBlank(character: string): boolean {
  return /\s/.test(character)
}

/** The offset of a line and a column, both from 1. */
export function offsetAt(text: string, { line, column }: { readonly line: number; readonly column: number }): number {
  let start = 0
  for (let current = 1; current < line; current += 1) {
    const next = text.indexOf('\n', start)
    if (next < 0) break
    start = next + 1
  }
  return start + column - 1
}
