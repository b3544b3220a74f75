import { describe, expect, it } from 'vitest'
import { rendered, typed } from '../render-in.ts'

const variables = {
  list: [5, 'a', null, { k: [1] }],
  map: { z: 1, a: null },
  text: 'one two',
  users: [
    { n: 'x', a: 2 },
    { n: 'y', a: 1 },
  ],
}

describe('filters', () => {
  it.each([
    ["{{ 'hello' | abbreviate(4) }}", 'h...'],
    ["{{ ' big dog' | capitalize }}|{{ 'big dog' | title }}", ' Big dog|Big Dog'],
    ["{{ 'Été à Paris!' | slugify }}", 'ete-a-paris'],
    ["{{ 'a.b.c' | split('[.]') | join('-') }}", 'a-b-c'],
    ["{{ 'a,b,,' | split(',') | length }}", '2'],
    ["{{ 'x1y22' | replace({'([0-9]+)': '<$1>'}, regexp=true) }}", 'x<1>y<22>'],
    ["{{ ['a', {'k': 'b'}] | replace({'a': 'A', 'b': 'B'}) }}", '["A",{"k":"B"}]'],
    ["{{ 'k=v=w' | substringBefore('=') }}{{ 'k=v=w' | substringAfterLast('=') }}", 'kw'],
    ["{{ 'a\nb' | nindent(2) }}", '\n  a\n  b'],
    ["{{ [3, 1] | sort }}{{ ['b', 'a'] | rsort }}", '[1,3]["b","a"]'],
    ["{{ [1, 'a'] | sort }}", '[MR_EXPRESSION_FAILED]'],
    ['{{ [[1], [2, [3]], 4] | flatten }}', '[1,2,[3],4]'],
    ['{{ 1..5 | chunk(2) }}', '[[1,2],[3,4],[5]]'],
    ['{{ [1, 1.0, 2] | distinct }}', '[1,2]'],
    ["{{ {'a': 1} | merge({'b': 2}) }}", '{"a":1,"b":2}'],
    ['{{ list | length }}{{ text | length }}{{ 5 | length }}', '470'],
    ['{{ map | toJson }}{{ map | toJson(includeNulls=true) }}', '{"z":1}{"z":1,"a":null}'],
    ['{{ list ~ "" }}', '[5, a, null, {k=[1]}]'],
    ["{{ '' | default('d') }}{{ 0 | default('d') }}{{ nothing | default('d') }}", 'd0d'],
    ["{{ '7' | number + 1 }}{{ '1.5' | number('DOUBLE') }}{{ 'x' | number }}", '[MR_EXPRESSION_FAILED]'],
    ["{{ '7' | number + 1 }} {{ '1.50' | number('DOUBLE') }}", '8 1.5'],
    ["{{ 1234.5 | numberFormat('#,##0.00') }}", '1,234.50'],
    ["{{ 'é' | base64encode }}{{ 'w6k=' | base64decode }}{{ '*' | base64decode }}", '[MR_EXPRESSION_FAILED]'],
    ["{{ 'é' | base64encode }} {{ 'w6k=' | base64decode }}", 'w6k= é'],
    ["{{ 'a b&c=é~' | urlencode }} {{ 'a+b%C3%A9' | urldecode }}", 'a+b%26c%3D%C3%A9%7E a bé'],
    ["{{ '' | md5 }}", 'd41d8cd98f00b204e9800998ecf8427e'],
    ["{{ 'abc' | sha1 }}", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['{{ 1e3 }}', '[MR_EXPRESSION_SYNTAX]'],
    ["{{ 'x' | upper(1) }}", 'X'],
    ["{{ [1] | join(glue=',') }}", '[MR_EXPRESSION_TYPE]'],
    ["{{ [1] | join(',', 2) }}", '[MR_EXPRESSION_TYPE]'],
  ])('%s gives %s', (text, result) => {
    expect(rendered(text, variables)).toBe(result)
  })

  it('YAML can be read again', () => {
    const value = { a: ['x', { b: 1, c: [] }], t: 'yes', n: 12, m: 'l1\nl2', e: '', q: "it's: #1" }
    expect(typed('{{ yaml(v | yaml) }}', { v: value })).toEqual(value)
  })

  it('YAML is written as the dialect writes it', () => {
    const value = { a: ['x', { b: 1, c: [2, [3]] }, []], d: { e: '7', f: '- x' } }
    expect(rendered('{{ v | yaml }}', { v: value })).toBe(
      "a:\n - x\n -\n  b: 1\n  c:\n   - 2\n   -\n     - 3\n - []\nd:\n  e: 7\n  f: '- x'\n",
    )
  })

  it('Ion can be read again', () => {
    const value = { a: ['x', { b: 1, 'c d': 1.5 }], t: true }
    expect(typed('{{ fromIon(v | toIon) }}', { v: value })).toEqual(value)
    expect(typed("{{ fromIon('{a:1}\n{a:2}', allRows=true) }}")).toEqual([{ a: 1 }, { a: 2 }])
  })

  it('json is read with exact numbers', () => {
    expect(rendered(`{{ fromJson('{"a": 12345678901234567890, "b": 1.0, "c": 1e2}') }}`)).toBe(
      '{"a":12345678901234567890,"b":1.0,"c":100.0}',
    )
  })
})

describe('functions', () => {
  it('of chance follow the random numbers of the facts', () => {
    expect(rendered('{{ randomInt(10, 20) }}')).toBe('12')
    expect(rendered('{{ uuid() }}')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(rendered('{{ nanoId(length=5) }}{{ ksuid() }}{{ id() }}')).toMatch(/^[\w-]{5}[0-9A-Za-z]{49}$/)
  })

  it('of loops find the outputs of the current one', () => {
    const inLoop = {
      taskrun: { value: 'b' },
      parents: [{ taskrun: { value: 'x' } }],
      outputs: { t: { x: { b: { v: 1 } } } },
    }
    expect(rendered('{{ currentEachOutput(outputs.t).v }}', inLoop)).toBe('1')
  })

  it('of states find tasks', () => {
    const tasks = { a: { state: 'FAILED' }, b: { one: { state: 'SUCCESS' }, two: { state: 'FAILED' } } }
    expect(typed("{{ tasksWithState('failed') }}", { tasks })).toEqual([
      { taskId: 'a', state: 'FAILED' },
      { taskId: 'b', state: 'FAILED', value: 'two' },
    ])
  })

  it('of encryption come from the caller', () => {
    expect(rendered("{{ encrypt('k', 'x') }}")).toBe('[MR_EXPRESSION_FAILED]')
  })
})
