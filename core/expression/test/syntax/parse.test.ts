import { describe, expect, it } from 'vitest'
import { isStatic, parse, renderText } from '@millrace/expression'
import { context, rendered } from '../render-in.ts'

function errorOf(text: string): {
  readonly code: string
  readonly line: number
  readonly column: number
  readonly excerpt: string
} {
  const parsed = parse(text)
  if (parsed.ok) expect.unreachable(`${text} parses`)
  return parsed.ok ? { code: '', line: 0, column: 0, excerpt: '' } : parsed.error
}

describe('parsing a template', () => {
  it('gives a text without braces back as it is', () => {
    const parsed = parse('nothing to do')
    expect(parsed.ok && isStatic(parsed.template)).toBe(true)
    expect(parsed.ok && renderText(parsed.template, context())).toEqual({ kind: 'value', value: 'nothing to do' })
  })

  it('gives the same template for the same text', () => {
    const [first, second] = [parse('{{ a }}'), parse('{{ a }}')]
    expect(first.ok && second.ok && first.template === second.template).toBe(true)
  })

  it('says where a syntax error is, with a caret below it', () => {
    const error = errorOf('first\n  {{ price * }}')
    expect(error).toMatchObject({ code: 'MR_EXPRESSION_SYNTAX', line: 2, column: 14 })
    expect(error.excerpt).toBe('  {{ price * }}\n             ^')
  })

  it.each([
    ['{{ (1 }}', 'a bracket that stays open'],
    ['{{ [1, 2 }}', 'a list that stays open'],
    ["{{ 'abc }}", 'a text that stays open'],
    ['{{ "a #{b }}', 'an interpolation that stays open'],
    ['{{ a', 'a print that stays open'],
    ['{% if a %}b', 'a tag that is not closed'],
    ['{% for a b %}{% endfor %}', 'a loop without in'],
    ['{% nosuchtag %}', 'an unknown tag'],
    ['{% set true = 1 %}', 'a reserved name'],
    ['{{ f(a=1, 2) }}', 'a positional argument after a named one'],
    ['{{ a b }}', 'two values in a row'],
    ['{{ a ! b }}', 'a sign of another language'],
    ['{# no end', 'a comment that stays open'],
    ['{% verbatim %} a', 'a verbatim part that stays open'],
    ['{{ 99999999999999999999 }}', 'an integer that is too large'],
  ])('refuses %s: %s', (text) => {
    expect(errorOf(text).code).toBe('MR_EXPRESSION_SYNTAX')
  })

  it('refuses nesting and chains without end', () => {
    expect(errorOf(`{{ ${'('.repeat(1000)}1${')'.repeat(1000)} }}`).code).toBe('MR_EXPRESSION_LIMIT')
    expect(errorOf(`{{ 1${' + 1'.repeat(5000)} }}`).code).toBe('MR_EXPRESSION_LIMIT')
    expect(errorOf('{% if 1 %}'.repeat(100)).code).toBe('MR_EXPRESSION_LIMIT')
  })

  it('binds operators as the dialect does', () => {
    expect(rendered('{{ 1 + 2 * 3 - 4 }}')).toBe('3')
    expect(rendered("{{ 'a' ~ 'b' | upper }}")).toBe('AB')
    expect(rendered("{{ x ?? 'd' | upper }}")).toBe('D')
    expect(rendered('{{ true or false and false }}')).toBe('true')
    expect(rendered('{{ 1 + 1 == 2 ? "same" : "other" }}')).toBe('same')
  })

  it('keeps what stands in raw and verbatim parts', () => {
    expect(rendered('{% raw %}{{ a }}{% if %}{% endraw %}!')).toBe('{{ a }}{% if %}!')
    expect(rendered('{% verbatim %}{{ a }}{% endverbatim %}')).toBe('{{ a }}')
  })

  it('trims the white space that a dash asks for', () => {
    expect(rendered('a \n {{- 1 -}} \n b')).toBe('a1b')
    expect(rendered('a {{ -1 }} b')).toBe('a -1 b')
    expect(rendered('a {#- gone -#} b')).toBe('ab')
  })

  it('joins interpolations in double quotes only', () => {
    expect(rendered('{{ "n=#{n + 1}!" }}', { n: 1 })).toBe('n=2!')
    expect(rendered("{{ 'n=#{n}' }}", { n: 1 })).toBe('n=#{n}')
  })
})
