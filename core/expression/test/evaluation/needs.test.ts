import { describe, expect, it } from 'vitest'
import { LazyMap, type Need, renderDeep, type Source, Unloaded } from '@millrace/expression'
import { context, evaluation, facts, rendered } from '../render-in.ts'

class Recorded extends LazyMap {
  readonly read: string[] = []
  readonly entries: { readonly [key: string]: Source }

  constructor(entries: { readonly [key: string]: Source }) {
    super()
    this.entries = entries
  }

  get(key: string): Source | undefined {
    this.read.push(key)
    return this.entries[key]
  }

  keys(): readonly string[] {
    return Object.keys(this.entries)
  }
}

const answering = (answers: { readonly [kind: string]: string }) => ({
  facts: { ...facts, lookup: ({ kind }: Need) => (kind in answers ? { value: answers[kind] ?? '' } : undefined) },
})

describe('needs', () => {
  it('come from functions that ask the world', () => {
    expect(evaluation("{{ kv('a') }} {{ secret('B', namespace='n') }} {{ read('f.txt') }}")).toEqual({
      kind: 'needs',
      needs: [
        { kind: 'kv', key: 'a' },
        { kind: 'secret', key: 'B', namespace: 'n' },
        { kind: 'read', path: 'f.txt' },
      ],
    })
  })

  it('are answered through facts', () => {
    expect(rendered("{{ kv('a') | upper }}", {}, answering({ kv: 'v' }))).toBe('V')
  })

  it('of an absent key fail, and are not rescued by ??', () => {
    const absent = { facts: { ...facts, lookup: () => ({ absent: true }) as const } }
    expect(rendered("{{ kv('a') ?? 1 }}", {}, absent)).toBe('[MR_EXPRESSION_FAILED]')
    expect(rendered("{{ kv('a', errorOnMissing=false) ?? 1 }}", {}, absent)).toBe('1')
  })

  it('never look like an absent value', () => {
    const variables = { outputs: { a: new Unloaded('a') } }
    for (const text of [
      '{{ outputs.a }}',
      "{{ outputs.a ?? 'x' }}",
      '{{ outputs.a is defined }}',
      "{{ outputs.a.b | default('x') }}",
      '{{ outputs }}',
    ]) {
      expect(evaluation(text, variables)).toEqual({ kind: 'needs', needs: [{ kind: 'part', ref: 'a' }] })
    }
  })

  it('win over errors that may only follow from them', () => {
    expect(rendered("{{ kv('a') }}{{ nothing }}")).toBe('[needs kv]')
  })

  it('of a lazy map are those of the members named', () => {
    const outputs = new Recorded({ a: { v: 1 }, b: new Unloaded('b') })
    expect(rendered('{{ outputs.a.v }}', { outputs })).toBe('1')
    expect(outputs.read).toEqual(['a'])
    expect(rendered('{{ outputs | length }}', { outputs })).toBe('[needs part]')
  })

  it('of a part can be answered by lookup too', () => {
    expect(
      rendered('{{ o.x }}', { o: new Unloaded('ref') }, { facts: { ...facts, lookup: () => ({ value: { x: 5 } }) } }),
    ).toBe('5')
  })

  it('of all texts in a value come in one round', () => {
    expect(renderDeep({ a: "{{ kv('x') }}", b: ["{{ kv('y') }}", 'plain', 7] }, context())).toEqual({
      kind: 'needs',
      needs: [
        { kind: 'kv', key: 'x' },
        { kind: 'kv', key: 'y' },
      ],
    })
  })
})

describe('rendering in depth', () => {
  it('renders keys and values, typed where asked', () => {
    const value = { '{{ k }}': '{{ n }}', list: ['{{ k }}', null, true] }
    expect(renderDeep(value, context({ k: 'key', n: 5 }))).toEqual({
      kind: 'value',
      value: { key: '5', list: ['key', null, true] },
    })
    expect(renderDeep('{{ n }}', context({ n: 5 }), { typed: true })).toEqual({ kind: 'value', value: 5 })
    expect(renderDeep({ '{{ m }}': '{{ n }}' }, context({ n: 5, m: { a: 1 } }), { typed: true })).toEqual({
      kind: 'value',
      value: { '{"a":1}': 5 },
    })
  })

  it('says where in the value an error is', () => {
    expect(renderDeep({ a: [{ b: '{{ x }}' }] }, context())).toMatchObject({
      kind: 'error',
      error: { path: ['a', 0, 'b'] },
    })
  })
})

describe('variables that are templates', () => {
  it('are rendered when they are read', () => {
    const variables = { name: 'x', vars: { greeting: 'Hi {{ name }}', broken: '{{ nothing }}', n: '{{ 1 + 1 }}' } }
    expect(rendered('{{ vars.greeting }} {{ vars.n + 1 }}', variables, { renderVariables: ['vars'] })).toBe('Hi x 3')
    expect(rendered('{{ vars.greeting }}', variables)).toBe('Hi {{ name }}')
    expect(rendered('{{ render(vars.greeting) }}', variables)).toBe('Hi x')
    expect(rendered('{{ vars.greeting }}', variables, { recursive: true })).toBe('Hi x')
  })
})
