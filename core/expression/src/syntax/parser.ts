/**
 * Tokens to a syntax tree: the statements. Nesting and size are bounded, so that everything
 * that later walks the tree may recurse.
 */
import { Failure, overLimit } from '../evaluation/signals.ts'
import { ExpressionParser } from './expression-parser.ts'
import { tokenize } from './lexer.ts'
import { TokenStream } from './token-stream.ts'
import type { Body, Branch, Expression, Parameter, Statement } from './tree.ts'

const MAX_NESTING = 32
const RESERVED = new Set(['true', 'false', 'null', 'none'])

/** The statements of a template; throws a failure with its place. */
export function parseBody(source: string): Body {
  const parser = new Parser(source)
  const body = parser.body([])
  return body
}

class Parser {
  readonly stream: TokenStream
  readonly expressions: ExpressionParser
  #depth = 0

  constructor(source: string) {
    this.stream = new TokenStream(source, tokenize(source))
    this.expressions = new ExpressionParser(this.stream)
  }

  /** Statements up to one of the closing tags, whose name is left to read; or to the end. */
  body(closing: readonly string[]): Body {
    const statements: Statement[] = []
    this.#depth += 1
    if (this.#depth > MAX_NESTING) throw this.stream.locate(overLimit('tags are nested too deeply'))
    while (!this.stream.is('end')) {
      const statement = this.statement(closing)
      if (!statement) break
      statements.push(statement)
    }
    this.#depth -= 1
    return statements
  }

  statement(closing: readonly string[]): Statement | undefined {
    const token = this.stream.next()
    if (token.kind === 'text') return { kind: 'text', text: token.text }
    if (token.kind === 'print-start') {
      const value = this.expressions.expression()
      this.stream.expect('print-end')
      return { kind: 'print', value }
    }
    if (!this.stream.is('name')) throw this.stream.failure('A tag must start with its name')
    if (closing.includes(this.stream.current.text)) return undefined
    return this.tag()
  }

  tag(): Statement {
    const name = this.stream.next()
    switch (name.text) {
      case 'if':
        return this.conditional()
      case 'for':
        return this.loop(name.at)
      case 'set':
        return this.assignment()
      case 'macro':
        return this.macro()
      case 'block':
        return this.block()
      case 'filter':
        return this.filter(name.at)
      default:
        throw new Failure('MR_EXPRESSION_SYNTAX', `Unexpected tag name "${name.text}"`).locate(
          this.stream.source,
          name.at,
        )
    }
  }

  /** Reads a closing tag whose name the body has stopped at. */
  closed(name: string): void {
    if (!this.stream.is('name', name)) {
      throw this.stream.failure(`Unexpected end of template: the tag "${name}" is missing`)
    }
    this.stream.next()
  }

  end(name: string): void {
    this.closed(name)
    this.stream.expect('tag-end')
  }

  branch(closing: readonly string[]): Branch {
    const condition = this.expressions.expression()
    this.stream.expect('tag-end')
    return { condition, body: this.body(closing) }
  }

  conditional(): Statement {
    const closing = ['elseif', 'else', 'endif']
    const branches = [this.branch(closing)]
    while (this.stream.skip('name', 'elseif')) branches.push(this.branch(closing))
    const otherwise = this.otherwise('endif')
    this.end('endif')
    return { kind: 'if', branches, otherwise }
  }

  otherwise(closing: string): Body | undefined {
    if (!this.stream.skip('name', 'else')) return undefined
    this.stream.expect('tag-end')
    return this.body([closing])
  }

  loop(at: number): Statement {
    const name = this.newName()
    if (!this.stream.skip('name', 'in')) throw this.stream.failure('Expected "in"')
    const iterable = this.expressions.expression()
    this.stream.expect('tag-end')
    const body = this.body(['else', 'endfor'])
    const otherwise = this.otherwise('endfor')
    this.end('endfor')
    return { kind: 'for', name, iterable, body, otherwise, at }
  }

  assignment(): Statement {
    const name = this.newName()
    this.stream.expect('punctuation', '=')
    const value = this.expressions.expression()
    this.stream.expect('tag-end')
    return { kind: 'set', name, value }
  }

  macro(): Statement {
    const name = this.stream.expect('name').text
    const parameters = this.parameters()
    this.stream.expect('tag-end')
    const body = this.body(['endmacro'])
    this.end('endmacro')
    return { kind: 'macro', name, parameters, body }
  }

  parameters(): readonly Parameter[] {
    const parameters: Parameter[] = []
    this.stream.expect('punctuation', '(')
    while (!this.stream.skip('punctuation', ')')) {
      if (parameters.length > 0) this.stream.expect('punctuation', ',')
      const name = this.newName()
      const given = this.stream.skip('punctuation', '=')
      parameters.push({ name, fallback: given ? this.expressions.expression() : undefined })
    }
    return parameters
  }

  block(): Statement {
    const token = this.stream.is('string') ? this.stream.next() : this.stream.expect('name')
    this.stream.expect('tag-end')
    const body = this.body(['endblock'])
    this.closed('endblock')
    if (this.stream.is('name') || this.stream.is('string')) this.stream.next()
    this.stream.expect('tag-end')
    return { kind: 'block', name: token.text, body }
  }

  filter(at: number): Statement {
    const filters = [this.expressions.filterCall()]
    while (this.stream.skip('operator', '|')) filters.push(this.expressions.filterCall())
    this.stream.expect('tag-end')
    const body = this.body(['endfilter'])
    this.end('endfilter')
    const captured: Expression = { kind: 'captured', body, at }
    const value = filters.reduce<Expression>((input, filter) => ({ kind: 'filter', input, ...filter }), captured)
    return { kind: 'print', value }
  }

  newName(): string {
    const token = this.stream.current
    if (token.kind === 'name' && RESERVED.has(token.text)) {
      throw this.stream.failure(`Can not assign a value to ${token.text}`)
    }
    return this.stream.expect('name').text
  }
}
