import { describe, expect, it } from 'vitest'
import { evaluation, rendered } from '../render-in.ts'

const variables = {
  map: { a: { b: [10, { c: 'deep' }] }, 'with-dash': 1, null: 'text' },
  list: ['x', 'y'],
  text: 'abc',
  key: 'a',
}

describe('members', () => {
  it.each([
    ['{{ map.a.b[1].c }}', 'deep'],
    ["{{ map['with-dash'] }}", '1'],
    ['{{ map[key].b[0] }}', '10'],
    ["{{ list['1'] }}", 'y'],
    ['{{ list.size }} {{ list.first }} {{ list.empty }}', '2 x false'],
    ['{{ text.length }} {{ text.toUpperCase() }} {{ text.substring(1, 2) }}', '3 ABC b'],
    ["{{ map.keySet() }} {{ map.get('key') ?? 'none' }}", '["a","with-dash","null"] none'],
    ['{{ list[2] }}', '[MR_EXPRESSION_UNDEFINED]'],
    ['{{ list[-1] }}', '[MR_EXPRESSION_UNDEFINED]'],
    ['{{ map[1] }}', '[MR_EXPRESSION_TYPE]'],
    ['{{ text.nope }}', '[MR_EXPRESSION_UNDEFINED]'],
    ['{{ list.0 }}', '[MR_EXPRESSION_SYNTAX]'],
  ])('%s gives %s', (text, result) => {
    expect(rendered(text, variables)).toBe(result)
  })

  it('names what is missing, and where', () => {
    const result = evaluation('line\n{{ map.a.nope.deep }}', variables)
    expect(result).toMatchObject({ kind: 'error', error: { code: 'MR_EXPRESSION_UNDEFINED', line: 2, column: 10 } })
    expect(result.kind === 'error' && result.error.message).toContain('Unable to find `nope`')
  })

  it.each([
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    '__defineGetter__',
    'caller',
    'arguments',
    'getClass',
    'class',
  ])('%s is nowhere to be found', (name) => {
    for (const owner of ['map', 'list', 'text', 'map.a', '(1)', "('a')", 'true', '[1]', 'null']) {
      const reached = rendered(`{{ (${owner}).${name} }}`, variables)
      expect(reached.startsWith('[MR_') || (name === 'toString' && reached === 'abc') || reached === 'a').toBe(true)
    }
    expect(rendered(`{{ ${name} }}`, variables)).toBe('[MR_EXPRESSION_UNDEFINED]')
    expect(rendered(`{{ ${name}() }}`, variables)).toBe('[MR_EXPRESSION_UNKNOWN]')
    expect(rendered(`{{ 1 | ${name} }}`, variables)).toBe('[MR_EXPRESSION_UNKNOWN]')
    expect(rendered(`{{ 1 is ${name} }}`, variables)).toBe('[MR_EXPRESSION_UNKNOWN]')
    expect(rendered(`{{ {} | jq('.${name}') }}`)).toBe('[null]')
    expect(rendered(`{{ {} | jq('${name}') }}`)).toBe('[MR_EXPRESSION_FAILED]')
  })

  it('treats keys such as __proto__ as data', () => {
    expect(rendered(`{{ fromJson('{"__proto__": {"x": 1}}').__proto__.x }} {{ {'__proto__': 2}['k'] ?? 3 }}`)).toBe(
      '[MR_EXPRESSION_SYNTAX]',
    )
    expect(rendered(`{% set m = {'__proto__': 2} %}{{ m.__proto__ }}`)).toBe('2')
    expect(rendered(`{{ fromJson('{"__proto__": {"x": 1}}').__proto__.x }}`)).toBe('1')
  })
})
