import { describe, expect, it } from 'vitest'
import { rendered, typed } from '../render-in.ts'

describe('operators', () => {
  it.each([
    ['{{ 9 / 2 }}', '4'],
    ['{{ 9 / 2.0 }}', '4.5'],
    ['{{ 2.5 * 4 }}', '10.0'],
    ['{{ -9 % 4 }}', '-1'],
    ['{{ 1 / 0 }}', '[MR_EXPRESSION_FAILED]'],
    ['{{ 9223372036854775807 + 1 }}', '-9223372036854775808'],
    ["{{ 'a' + 1 }}", 'a1'],
    ["{{ 'a' * 2 }}", '[MR_EXPRESSION_TYPE]'],
    ["{{ 'a' ~ null ~ 1 }}", 'a1'],
    ["{{ 'a' + null }}", 'anull'],
    ['{{ [1] + [2] + 3 }}', '[1,2,3]'],
    ['{{ [1, 2, 3] - 2 }}', '[1,3]'],
    ["{{ 'b' > 'a' }}", '[MR_EXPRESSION_TYPE]'],
    ['{{ null > 1 }}', 'false'],
    ['{{ 2 == 2.0 }}', 'true'],
    ["{{ '2' == 2 }}", 'false'],
    ["{{ {'a': [1]} == {'a': [1]} }}", 'true'],
    ["{{ 'b' isIn ['a', 'b'] }}", 'true'],
    ["{{ ['a', 'b'] contains ['b'] }}", 'true'],
    ["{{ {'k': 1} contains 'k' }}", 'true'],
    ["{{ 'abc' contains 'bc' }}", 'true'],
    ["{{ 'c'..'e' }}", '["c","d","e"]'],
    ['{{ 3..1 }}', '[]'],
    ['{{ not 0 }}', 'true'],
    ['{{ not null }}', '[MR_EXPRESSION_TYPE]'],
    ['{{ [1] ? 1 : 2 }}', '[MR_EXPRESSION_TYPE]'],
    ['{{ null ? 1 : 2 }}', '2'],
    ["{{ 'false' ? 1 : 2 }}", '1'],
  ])('%s gives %s', (text, result) => {
    expect(rendered(text)).toBe(result)
  })

  it('evaluates only the side that is needed', () => {
    expect(rendered('{{ true or nothing }} {{ false and nothing }} {{ true ? 1 : nothing }} {{ 1 ?? nothing }}')).toBe(
      'true false 1 1',
    )
  })

  it('rescues names that do not exist, and null, but no other error', () => {
    const variables = { map: { there: null } }
    expect(rendered("{{ map.nope.there ?? 'x' }}", variables)).toBe('x')
    expect(rendered("{{ map.there ?? 'x' }}", variables)).toBe('x')
    expect(rendered("{{ map.there ??? 'x' }}|", variables)).toBe('|')
    expect(rendered("{{ (1 / 0) ?? 'x' }}")).toBe('[MR_EXPRESSION_FAILED]')
  })

  it('compares integers by value whatever their width', () => {
    expect(rendered('{{ list contains 2 }} {{ list == [1, 2] }}', { list: [1, 2] })).toBe('true true')
  })

  it('leaves a list as it was', () => {
    expect(rendered('{{ list + 9 }}{{ list | sort }}{{ list | reverse }}{{ list }}', { list: [2, 1] })).toBe(
      '[2,1,9][1,2][1,2][2,1]',
    )
  })

  it('keeps large integers exact', () => {
    expect(rendered('{{ n + 1 }}', { n: 9007199254740993n })).toBe('9007199254740994')
    expect(typed('{{ n }}', { n: 9007199254740993n })).toBe(9007199254740993n)
    expect(typed('{{ 1 + 1 }}')).toBe(2)
  })
})
