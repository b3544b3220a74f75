import { describe, expect, it } from 'vitest'
import { rendered } from '../render-in.ts'

const variables = {
  text: 'a'.repeat(5000),
  long: 'x'.repeat(900_000),
  list: Array.from({ length: 3000 }, (_, index) => index),
  m: {},
}

const hostile: readonly (readonly [string, string])[] = [
  ['loops in loops', '{% for a in list %}{% for b in list %}{% for c in list %}{% endfor %}{% endfor %}{% endfor %}'],
  ['a text that doubles', "{% set x = 'aaaaaaaaaa' %}{% for i in 1..60 %}{% set x = x ~ x %}{% endfor %}{{ x }}"],
  ['a list that doubles', '{% set x = [1, 2] %}{% for i in 1..60 %}{% set x = x + x %}{% endfor %}{{ x }}'],
  ['a tree of shared lists', '{% set x = [1, 2] %}{% for i in 1..60 %}{% set x = [x, x] %}{% endfor %}{{ x }}'],
  ['nesting by a loop', '{% set x = [1] %}{% for i in 1..20000 %}{% set x = [x] %}{% endfor %}{{ x }}'],
  ['a macro that calls itself', '{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}'],
  ['a text that renders itself', "{% set t = '{{ render(t) }}' %}{{ render(t) }}"],
  ['an endless range', '{{ 1..9000000000000000000 }}'],
  ['an enormous indent', "{{ 'a\nb' | indent(1000000000) }}"],
  ['an enormous repeat', "{{ 'a'.repeat(1000000000) }}"],
  ['work on long texts again and again', '{% for i in 1..90000 %}{% set q = long | slugify %}{% endfor %}'],
  ['long searches again and again', "{% for i in 1..90000 %}{% set q = long contains 'y' %}{% endfor %}"],
  ['a pattern with large counts', "{{ text | replace({'((a{0,100}){0,100}){0,100}': 'x'}, regexp=true) }}"],
  ['jq that calls itself', "{{ m | jq('def f: f; f') }}"],
  ['jq without end', "{{ m | jq('[repeat(.)]') }}"],
  ['jq that doubles', "{{ m | jq('reduce range(100) as $i ([1]; . + .)') }}"],
  ['jq with a far index', "{{ m | jq('.a[999999999] = 1') }}"],
  ['JSON nested without end', `{{ fromJson('${'['.repeat(50_000)}') }}`],
  ['YAML nested without end', `{{ yaml('${'['.repeat(50_000)}') }}`],
]

describe('hostile expressions end in an error, soon', () => {
  it.each(hostile)('%s', (_, text) => {
    expect(rendered(text, variables)).toMatch(/^\[MR_EXPRESSION_(LIMIT|FAILED|TYPE|SYNTAX)\]$/)
  })

  it('a pattern that bombs others is only a pattern', () => {
    expect(rendered("{{ text | replace({'(a+)+$': 'x'}, regexp=true) }}", variables)).toBe('x')
  })

  it('limits are those of the context', () => {
    expect(rendered('{{ 1..20 }}', {}, { limits: { range: 10 } })).toBe('[MR_EXPRESSION_LIMIT]')
    expect(rendered('{{ 1 + 1 + 1 + 1 }}', {}, { limits: { steps: 2 } })).toBe('[MR_EXPRESSION_LIMIT]')
    expect(rendered('{{ text }}', variables, { limits: { output: 100 } })).toBe('[MR_EXPRESSION_LIMIT]')
  })
})
