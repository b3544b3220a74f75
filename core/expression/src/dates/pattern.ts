/**
 * Date patterns such as `yyyy-MM-dd'T'HH:mm`, split into fields, quoted text and optional parts.
 */

export type PatternItem =
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'optional'; readonly items: readonly PatternItem[] }

export type Pattern = readonly PatternItem[]

const MOST: Readonly<Record<string, number>> = {
  G: 5,
  y: 15,
  u: 15,
  Y: 15,
  D: 3,
  M: 5,
  L: 5,
  Q: 5,
  q: 5,
  w: 2,
  W: 1,
  d: 2,
  E: 5,
  e: 5,
  c: 5,
  F: 1,
  a: 1,
  h: 2,
  H: 2,
  k: 2,
  K: 2,
  m: 2,
  s: 2,
  S: 9,
  A: 19,
  n: 19,
  N: 19,
  V: 2,
  z: 4,
  O: 4,
  X: 5,
  x: 5,
  Z: 5,
}
const TOKEN = /([A-Za-z])\1*|'(?:[^']|'')*'|\[|\]|[^A-Za-z'[\]]+|'/y
const MAX_PATTERN = 200

/** The items of a pattern, or what is wrong with it. */
export function parsePattern(text: string): Pattern | string {
  if (text.length > MAX_PATTERN) return `The date format is longer than ${MAX_PATTERN} characters`
  const open: PatternItem[][] = [[]]
  TOKEN.lastIndex = 0
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(text)?.[0] ?? ''
    const problem = add(open, token)
    if (problem !== undefined) return `${problem} in the date format '${text}'`
  }
  return open.length === 1 ? (open[0] ?? []) : `A [ without ] in the date format '${text}'`
}

function add(open: PatternItem[][], token: string): string | undefined {
  const items = open.at(-1) ?? []
  if (token === '[') return void open.push([])
  if (token === ']') return close(open)
  if (/^[A-Za-z]/.test(token)) return addField(items, token)
  if (token === '' || token === "'") return 'An unclosed quote'
  if (/[{}#]/.test(token) && !token.startsWith("'")) return 'A reserved sign ({, } or #)'
  items.push({ kind: 'text', text: token.startsWith("'") ? unquoted(token) : token })
  return undefined
}

function unquoted(token: string): string {
  return token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'")
}

function close(open: PatternItem[][]): string | undefined {
  const items = open.length > 1 ? open.pop() : undefined
  if (!items) return 'A ] without ['
  open.at(-1)?.push({ kind: 'optional', items })
  return undefined
}

function addField(items: PatternItem[], token: string): string | undefined {
  const letter = token.charAt(0)
  const most = MOST[letter]
  if (most === undefined || !Object.hasOwn(MOST, letter)) return `An unknown letter: ${letter}`
  if (token.length > most || (letter === 'V' && token.length !== 2)) return `Too many letters: ${token}`
  items.push({ kind: 'field', letter, count: token.length })
  return undefined
}
