import { describe, expect, it } from 'vitest'
import { analyse, type Analysis, parse, renderText } from '@millrace/expression'
import { context } from '../render-in.ts'

function analysis(text: string): Analysis {
  const parsed = parse(text)
  return parsed.ok ? analyse(parsed.template) : expect.unreachable(parsed.error.message)
}

const paths = (text: string): readonly string[] => analysis(text).reads.map(({ path }) => path.join('.'))

describe('analysis', () => {
  it('names what a template reads, as far as it is written out', () => {
    expect(paths("{{ inputs.a }} {{ outputs['x-y'].list[0].v | upper }} {{ f ?? outputs.b }}")).toEqual([
      'inputs.a',
      'outputs.x-y.list.0.v',
      'f',
      'outputs.b',
    ])
  })

  it('leaves out names that tags bind', () => {
    expect(
      paths('{% for x in items %}{{ x.a }}{{ loop.index }}{{ y }}{% endfor %}{% set z = q %}{{ z }}{{ x }}'),
    ).toEqual(['items', 'y', 'q', 'x'])
    expect(paths('{% macro m(a, b=c) %}{{ a }}{{ b }}{% endmacro %}{{ m(d) }}')).toEqual(['c', 'd'])
  })

  it('says what is open, and gives an index that can be evaluated', () => {
    const [key, read] = analysis('{{ outputs.each[taskrun.value].file.uri }}').reads
    expect(key).toMatchObject({ path: ['taskrun', 'value'], open: false })
    expect(read).toMatchObject({ path: ['outputs', 'each'], open: true, index: { rest: ['file', 'uri'] } })
    const index = read?.index
    expect(index && renderText(index.template, context({ taskrun: { value: 'b' } }))).toEqual({
      kind: 'value',
      value: 'b',
    })
    expect(analysis('{{ outputs }}').reads).toMatchObject([{ path: ['outputs'], open: true }])
  })

  it('gives no index that only a loop knows', () => {
    expect(analysis('{% for x in list %}{{ outputs[x] }}{% endfor %}').reads[1]).not.toHaveProperty('index')
  })

  it('knows what may be missing', () => {
    const guarded = (text: string): readonly boolean[] => analysis(text).reads.map((read) => read.guarded)
    expect(guarded("{{ a ?? b }} {{ c | default('x') }} {{ d is defined }} {{ e | upper }}")).toEqual([
      true,
      false,
      true,
      true,
      false,
    ])
  })

  it('lists calls with their literal arguments, and what does not exist', () => {
    const found = analysis("{{ kv('k') }} {{ secret(name) }} {{ nosuch(1) | nofilter is notest }}")
    expect(found.functions).toMatchObject([
      { name: 'kv', literalArguments: ['k'] },
      { name: 'secret' },
      { name: 'nosuch', literalArguments: [1] },
    ])
    expect(found.functions[1]).not.toHaveProperty('literalArguments')
    expect(found.unknown.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'test notest',
      'filter nofilter',
      'function nosuch',
    ])
  })

  it('names what functions read on their own', () => {
    expect(paths('{{ currentEachOutput(outputs.loop) }}')).toEqual(['parents', 'taskrun.value', 'outputs.loop'])
  })

  it('gives line and column', () => {
    expect(analysis('a\n  {{ b }}').reads[0]).toMatchObject({ line: 2, column: 6 })
  })
})
