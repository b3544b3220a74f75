import { describe, expect, it } from 'vitest'
import { rendered, typed } from '../render-in.ts'

describe('tags', () => {
  it('if takes the first branch that holds', () => {
    const text = '{% if n > 5 %}big{% elseif n > 2 %}middle{% else %}small{% endif %}'
    expect([9, 3, 1].map((n) => rendered(text, { n }))).toEqual(['big', 'middle', 'small'])
  })

  it('if refuses null, lists and names that do not exist', () => {
    expect(rendered('{% if a %}{% endif %}', { a: null })).toBe('[MR_EXPRESSION_TYPE]')
    expect(rendered('{% if a %}{% endif %}', { a: [] })).toBe('[MR_EXPRESSION_TYPE]')
    expect(rendered('{% if a %}{% endif %}')).toBe('[MR_EXPRESSION_UNDEFINED]')
  })

  it('for knows its place in the loop, counted from 0', () => {
    const text =
      '{% for x in [7, 8] %}{{ loop.index }}/{{ loop.length }}:{{ x }}{{ loop.last ? "." : "," }}{% endfor %}'
    expect(rendered(text)).toBe('0/2:7,1/2:8.')
  })

  it('for goes through the entries of a map, and takes else for an empty list', () => {
    expect(rendered('{% for e in m %}{{ e.key }}={{ e.value }} {% endfor %}', { m: { a: 1, b: 2 } })).toBe('a=1 b=2 ')
    expect(rendered('{% for e in [] %}x{% else %}none{% endfor %}')).toBe('none')
    expect(rendered('{% for e in null %}x{% else %}none{% endfor %}')).toBe('')
  })

  it('set changes a name of an outer scope, and makes new ones in its own', () => {
    expect(
      rendered('{% set n = 0 %}{% for x in 1..3 %}{% set n = n + x %}{% set m = x %}{% endfor %}{{ n }}{{ m ?? "-" }}'),
    ).toBe('6-')
  })

  it('set hides a variable without changing it for others', () => {
    const variables = { list: [1] }
    expect(rendered('{% set list = 2 %}{{ list }}', variables)).toBe('2')
    expect(rendered('{{ list }}', variables)).toBe('[1]')
  })

  it('macros see their arguments alone, by position, name and default', () => {
    const text =
      "{% macro hi(name, mark='!') %}{{ name }}{{ mark }}{{ outside ?? '' }}{% endmacro %}{{ hi('a') }}{{ hi(mark='?', name='b') }}"
    expect(rendered(text, { outside: 'seen' })).toBe('a!b?')
  })

  it('filter and block', () => {
    expect(rendered('{% filter upper | trim %} {{ x }} {% endfilter %}', { x: 'a' })).toBe('A')
    expect(rendered("{% block b %}x{% endblock %}{{ block('b') }}")).toBe('xx')
  })

  it('give a typed value where one value is written', () => {
    expect(typed('{% if true %}{{ list }}{% endif %}', { list: [1] })).toEqual([1])
    expect(typed('{{ a }}{{ b }}', { a: 1, b: true })).toBe('1true')
    expect(typed('a{{ list }}', { list: [1] })).toBeUndefined()
  })
})
