/**
 * jq programs to syntax trees, by precedence climbing; nesting is bounded.
 */
import { jqTokens, type JqToken, wrong } from './tokens.ts'
import { parsePattern, parsePostfix } from './terms.ts'
import type { Binding, Definition, Jq } from './tree.ts'

const MAX_DEPTH = 100
const MAX_CHAIN = 400

export function parseJq(program: string): Jq {
  return new JqParser(jqTokens(program), 0).program()
}

type Level = { readonly operators: readonly string[]; readonly side: 'left' | 'right' | 'none' }

const LEVELS: readonly Level[] = [
  { operators: [','], side: 'left' },
  { operators: ['//'], side: 'right' },
  { operators: ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='], side: 'none' },
  { operators: ['or'], side: 'left' },
  { operators: ['and'], side: 'left' },
  { operators: ['==', '!=', '<', '<=', '>', '>='], side: 'none' },
  { operators: ['+', '-'], side: 'left' },
  { operators: ['*', '/', '%'], side: 'left' },
]

export class JqParser {
  readonly tokens: readonly JqToken[]
  #at = 0
  #depth: number

  constructor(tokens: readonly JqToken[], depth: number) {
    this.tokens = tokens
    this.#depth = depth
  }

  get current(): JqToken {
    return this.tokens[this.#at] ?? { kind: 'end', text: 'the end' }
  }

  next(): JqToken {
    const token = this.current
    this.#at += 1
    return token
  }

  at(kind: JqToken['kind']): boolean {
    return this.current.kind === kind
  }

  is(text: string): boolean {
    const { current } = this
    return (current.kind === 'sign' || current.kind === 'keyword') && current.text === text
  }

  skip(text: string): boolean {
    const found = this.is(text)
    if (found) this.next()
    return found
  }

  expect(text: string): void {
    if (!this.skip(text)) throw wrong(`expected "${text}" but found "${this.current.text}"`)
  }

  expectKind(kind: JqToken['kind']): string {
    if (this.current.kind !== kind) throw wrong(`expected a ${kind} but found "${this.current.text}"`)
    return this.next().text
  }

  /** A program inside a text. */
  inner(tokens: readonly JqToken[]): Jq {
    return new JqParser(tokens, this.#depth + 1).program()
  }

  program(): Jq {
    if (this.at('end')) return { kind: 'identity' }
    const body = this.pipe()
    if (!this.at('end')) throw wrong(`unexpected "${this.current.text}"`)
    return body
  }

  /** Everything, definitions and `|` included. */
  pipe(): Jq {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw wrong('it is nested too deeply')
    const result = this.is('def') ? this.define() : this.piped()
    this.#depth -= 1
    return result
  }

  piped(): Jq {
    const left = this.level(0)
    if (!this.skip('|')) return left
    return { kind: 'pipe', left, right: this.pipe() }
  }

  define(): Jq {
    this.expect('def')
    const definition = this.definition()
    const ended = this.at('end') || this.is(')')
    return { kind: 'define', definition, body: ended ? { kind: 'identity' } : this.pipe() }
  }

  definition(): Definition {
    const name = this.current.kind === 'keyword' ? this.next().text : this.expectKind('name')
    const parameters: string[] = []
    if (this.skip('(')) {
      do parameters.push(this.current.kind === 'variable' ? `$${this.next().text}` : this.expectKind('name'))
      while (this.skip(';'))
      this.expect(')')
    }
    this.expect(':')
    const body = this.pipe()
    this.expect(';')
    return { name, parameters, body }
  }

  bind(source: Jq): Jq {
    this.expect('as')
    const bindings = [this.binding()]
    while (this.skip('?//')) bindings.push(this.binding())
    this.expect('|')
    return { kind: 'bind', source, bindings, body: this.pipe() }
  }

  binding(): Binding {
    if (this.current.kind === 'variable') return { kind: 'variable', name: this.next().text }
    return parsePattern(this)
  }

  /** Operators of one level and tighter. */
  level(index: number): Jq {
    const level = LEVELS[index]
    if (!level) return parsePostfix(this)
    let left = this.level(index + 1)
    for (let links = 0; ; links += 1) {
      const operator = level.operators.find((candidate) => this.is(candidate))
      if (operator === undefined) return left
      if (links > MAX_CHAIN) throw wrong('it has too many operators in a row')
      this.next()
      const right = this.level(level.side === 'right' ? index : index + 1)
      left = joined(operator, left, right)
      if (level.side === 'none') return left
    }
  }
}

function joined(operator: string, left: Jq, right: Jq): Jq {
  switch (operator) {
    case ',':
      return { kind: 'comma', left, right }
    case '//':
      return { kind: 'alternative', left, right }
    case 'or':
    case 'and':
      return { kind: operator, left, right }
    default:
      return assigns(operator) ? { kind: 'assign', operator, left, right } : { kind: 'binary', operator, left, right }
  }
}

function assigns(operator: string): boolean {
  return operator.endsWith('=') && !/^[=!<>]=$/.test(operator)
}
