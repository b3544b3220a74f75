/**
 * What stands between operators: literals, names, calls, lists, maps, text with `#{…}` inside,
 * and the members that follow.
 */
import { doubleLiteral, longLiteral } from './literals.ts'
import type { ExpressionParser } from './expression-parser.ts'
import type { Token } from './token.ts'
import type { Expression } from './tree.ts'

export function parsePrimary(parser: ExpressionParser): Expression {
  const { stream } = parser
  if (stream.skip('punctuation', '(')) {
    const inner = parser.expression()
    stream.expect('punctuation', ')')
    return postfix(parser, inner)
  }
  if (stream.is('punctuation', '[')) return list(parser)
  if (stream.is('punctuation', '{')) return map(parser)
  return postfix(parser, simple(parser))
}

function simple(parser: ExpressionParser): Expression {
  const { stream } = parser
  const token = stream.current
  switch (token.kind) {
    case 'name':
      return named(parser, stream.next())
    case 'long':
      stream.next()
      return { kind: 'literal', value: longLiteral(token.text.slice(0, -1), stream, token), at: token.at }
    case 'number':
      stream.next()
      return number(parser, token)
    case 'string':
    case 'interpolation-start':
      return text(parser)
    default:
      throw stream.failure(
        token.kind === 'end' ? 'Unexpected end of the template' : `Unexpected ${token.kind} "${token.text}"`,
      )
  }
}

function number(parser: ExpressionParser, token: Token): Expression {
  const value = token.text.includes('.') ? doubleLiteral(token.text) : longLiteral(token.text, parser.stream, token)
  return { kind: 'literal', value, at: token.at }
}

function named(parser: ExpressionParser, token: Token): Expression {
  const { at, text: name } = token
  switch (name) {
    case 'true':
    case 'TRUE':
      return { kind: 'literal', value: true, at }
    case 'false':
    case 'FALSE':
      return { kind: 'literal', value: false, at }
    case 'null':
    case 'NULL':
    case 'none':
    case 'NONE':
      return { kind: 'literal', value: null, at }
    default:
      if (!parser.stream.is('punctuation', '(')) return { kind: 'name', name, at }
      return { kind: 'call', name, given: parser.arguments(), at }
  }
}

/** Text in double quotes, its interpolations joined as by `~`. */
function text(parser: ExpressionParser): Expression {
  const parts: Expression[] = []
  const { stream } = parser
  for (let previous = ''; ;) {
    const token = stream.current
    if (token.kind === 'string' && previous !== 'string') {
      stream.next()
      parts.push({ kind: 'literal', value: token.text, at: token.at })
    } else if (stream.skip('interpolation-start')) {
      parts.push(parser.expression())
      stream.expect('interpolation-end')
    } else break
    previous = token.kind
  }
  return parts.reduce((left, right) => {
    parser.link()
    return { kind: 'binary', operator: '~', left, right, at: left.at }
  })
}

function postfix(parser: ExpressionParser, start: Expression): Expression {
  const { stream } = parser
  let expression = start
  for (;;) {
    if (stream.skip('punctuation', '.')) expression = dotted(parser, expression)
    else if (stream.skip('punctuation', '[')) expression = indexed(parser, expression)
    else if (stream.is('punctuation', '(')) throw stream.failure('Only a name can be called')
    else return expression
    parser.link()
  }
}

function dotted(parser: ExpressionParser, object: Expression): Expression {
  const { stream } = parser
  const token = stream.expect('name')
  const key: Expression = { kind: 'literal', value: token.text, at: token.at }
  if (!stream.is('punctuation', '(')) return { kind: 'member', object, key, at: token.at }
  const { positional, named: extra } = parser.arguments()
  if (extra.length > 0) throw stream.failure('A method takes no named arguments')
  return { kind: 'method', object, name: token.text, given: positional, at: token.at }
}

function indexed(parser: ExpressionParser, object: Expression): Expression {
  const key = parser.expression()
  parser.stream.expect('punctuation', ']')
  return { kind: 'member', object, key, at: key.at }
}

function list(parser: ExpressionParser): Expression {
  const { stream } = parser
  const { at } = stream.expect('punctuation', '[')
  const items: Expression[] = []
  if (stream.skip('punctuation', ']')) return { kind: 'list', items, at }
  do items.push(parser.expression())
  while (stream.skip('punctuation', ','))
  stream.expect('punctuation', ']')
  return { kind: 'list', items, at }
}

function map(parser: ExpressionParser): Expression {
  const { stream } = parser
  const { at } = stream.expect('punctuation', '{')
  const entries: [Expression, Expression][] = []
  if (stream.skip('punctuation', '}')) return { kind: 'map', entries, at }
  do {
    const key = parser.expression()
    stream.expect('punctuation', ':')
    entries.push([key, parser.expression()])
  } while (stream.skip('punctuation', ','))
  stream.expect('punctuation', '}')
  return { kind: 'map', entries, at }
}
