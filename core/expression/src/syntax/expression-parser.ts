/**
 * Expressions by precedence climbing. The height of every node is bounded, so that
 * whatever walks the tree may recurse.
 */
import { overLimit } from '../evaluation/signals.ts'
import { parsePrimary } from './primary-parser.ts'
import { type BinaryOperator, type Binding, bindings, isUnary, UNARY_PRECEDENCE } from './operators.ts'
import type { TokenStream } from './token-stream.ts'
import type { Token } from './token.ts'
import type { Arguments, Expression, NamedArgument } from './tree.ts'

const MAX_NESTING = 64
const MAX_CHAIN = 400
const RESERVED = new Set(['true', 'false', 'null', 'none'])

/** A filter or test with what it is given, before it has an input. */
export interface NamedCall {
  readonly name: string
  readonly given: Arguments
  readonly at: number
}

export class ExpressionParser {
  readonly stream: TokenStream
  #depth = 0
  #links = 0

  constructor(stream: TokenStream) {
    this.stream = stream
  }

  expression(minimum = 0): Expression {
    this.#depth += 1
    if (this.#depth > MAX_NESTING) throw this.stream.locate(overLimit('it is nested too deeply'))
    const links = this.#links
    let expression = this.operand()
    for (let binding = this.binding(minimum); binding; binding = this.binding(minimum)) {
      this.link()
      expression = this.joined(expression, this.stream.next(), binding)
    }
    if (minimum === 0) expression = this.conditional(expression)
    this.#links = links
    this.#depth -= 1
    return expression
  }

  /** Counts one more node on the way up from the leaves. */
  link(): void {
    this.#links += 1
    if (this.#links > MAX_CHAIN) throw this.stream.locate(overLimit('it has too many operators in a row'))
  }

  operand(): Expression {
    const token = this.stream.current
    if (token.kind !== 'operator' || !isUnary(token.text)) return parsePrimary(this)
    this.stream.next()
    return { kind: 'unary', operator: token.text, operand: this.expression(UNARY_PRECEDENCE), at: token.at }
  }

  binding(minimum: number): Binding | undefined {
    if (!this.stream.is('operator')) return undefined
    const found = bindings.get(this.stream.current.text)
    return found && found.precedence >= minimum ? found : undefined
  }

  joined(left: Expression, token: Token, binding: Binding): Expression {
    if (binding.right === 'filter') return { kind: 'filter', input: left, ...this.filterCall() }
    if (binding.right === 'test') {
      return { kind: 'test', negated: token.text === 'is not', input: left, ...this.filterCall() }
    }
    const right = this.expression(binding.precedence + 1)
    const operator = (token.text === 'equals' ? '==' : token.text) as BinaryOperator
    return { kind: 'binary', operator, left, right, at: token.at }
  }

  conditional(condition: Expression): Expression {
    const at = this.stream.current.at
    if (!this.stream.skip('punctuation', '?')) return condition
    const then = this.expression()
    this.stream.expect('punctuation', ':')
    return { kind: 'conditional', condition, then, otherwise: this.expression(), at }
  }

  filterCall(): NamedCall {
    const token = this.stream.expect('name')
    const given = this.stream.is('punctuation', '(') ? this.arguments() : { positional: [], named: [] }
    return { name: token.text, given, at: token.at }
  }

  arguments(): Arguments {
    const positional: Expression[] = []
    const named: NamedArgument[] = []
    this.stream.expect('punctuation', '(')
    while (!this.stream.skip('punctuation', ')')) {
      if (positional.length + named.length > 0) this.stream.expect('punctuation', ',')
      const name = this.argumentName()
      const value = this.expression()
      if (name !== undefined) named.push({ name, value })
      else if (named.length === 0) positional.push(value)
      else throw this.stream.failure('Positional arguments must come before named ones')
    }
    return { positional, named }
  }

  argumentName(): string | undefined {
    const { following } = this.stream
    if (following.kind !== 'punctuation' || following.text !== '=') return undefined
    const token = this.stream.expect('name')
    if (RESERVED.has(token.text)) throw this.stream.failure(`Can not assign a value to ${token.text}`)
    this.stream.next()
    return token.text
  }
}
