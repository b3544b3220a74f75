/**
 * The operators, how tightly they bind, and the pattern that finds them.
 * `is` and `|` take a name on their right; all are left-associative.
 */

export type BinaryOperator =
  | 'or'
  | 'and'
  | 'contains'
  | 'isIn'
  | '=='
  | '!='
  | '>'
  | '<'
  | '>='
  | '<='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '~'
  | '..'
  | '??'
  | '???'

export type UnaryOperator = 'not' | '+' | '-'

export interface Binding {
  readonly precedence: number
  readonly right: 'expression' | 'filter' | 'test'
}

const expression = (precedence: number): Binding => ({ precedence, right: 'expression' })

export const bindings: ReadonlyMap<string, Binding> = new Map<string, Binding>([
  ['or', expression(10)],
  ['and', expression(15)],
  ['is', { precedence: 20, right: 'test' }],
  ['is not', { precedence: 20, right: 'test' }],
  ['contains', expression(20)],
  ['isIn', expression(120)],
  ['==', expression(30)],
  ['equals', expression(30)],
  ['!=', expression(30)],
  ['>', expression(30)],
  ['<', expression(30)],
  ['>=', expression(30)],
  ['<=', expression(30)],
  ['+', expression(40)],
  ['-', expression(40)],
  ['*', expression(60)],
  ['/', expression(60)],
  ['%', expression(60)],
  ['|', { precedence: 100, right: 'filter' }],
  ['~', expression(110)],
  ['..', expression(120)],
  ['??', expression(120)],
  ['???', expression(120)],
])

export const UNARY_PRECEDENCE = 500

const WORDS = ['contains', 'is not', 'equals', 'isIn', 'not', 'and', 'is', 'or']
const SIGNS = ['???', '??', '==', '!=', '>=', '<=', '..', '+', '-', '*', '/', '%', '|', '~', '>', '<']

/** Finds an operator at a position; the longest wins, and a word ends where a name would. */
export const OPERATOR = new RegExp(
  `(?:${WORDS.join('|')})(?![a-zA-Z0-9_])|${SIGNS.map((sign) => sign.replaceAll(/[?.+*|]/g, String.raw`\$&`)).join('|')}`,
  'y',
)

export function isUnary(text: string): text is UnaryOperator {
  return text === 'not' || text === '+' || text === '-'
}
