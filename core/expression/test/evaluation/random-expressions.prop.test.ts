import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyse, filterNames, functionNames, parse, renderText, renderValue, testNames } from '@millrace/expression'
import { context } from '../render-in.ts'

const names = [
  'a',
  'list',
  'map',
  'text',
  'nothing',
  'constructor',
  '__proto__',
  'process',
  'globalThis',
  'Function',
  'toString',
  'this',
  'require',
]
const variables = { a: 1, list: [3, 'x', null, [1]], map: { k: 'v', n: { d: 2.5 } }, text: 'some text' }

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.constantFrom(...names, '1', '2.5', "'t'", '"q #{a}"', 'true', 'null', "'.a'", '[]', '{}'),
    fc.tuple(tie('expression'), fc.constantFrom(...names, 'length', 'k')).map(([left, name]) => `(${left}).${name}`),
    fc.tuple(tie('expression'), tie('expression')).map(([left, key]) => `(${left})[${key}]`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom(
          '+',
          '-',
          '*',
          '/',
          '%',
          '~',
          '==',
          '!=',
          '<',
          '>=',
          'and',
          'or',
          '??',
          '???',
          'contains',
          'isIn',
          '..',
        ),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom(...filterNames(), 'constructor'),
        fc.array(tie('expression'), { maxLength: 2 }),
      )
      .map(([input, name, given]) => `(${input}) | ${name}(${given.join(', ')})`),
    fc
      .tuple(tie('expression'), fc.constantFrom(...testNames(), 'valueOf'))
      .map(([input, name]) => `(${input}) is ${name}`),
    fc
      .tuple(fc.constantFrom(...functionNames(), 'eval'), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([name, given]) => `${name}(${given.join(', ')})`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('getClass', 'constructor', 'substring', 'get', 'repeat'),
        tie('expression'),
      )
      .map(([object, name, given]) => `(${object}).${name}(${given})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([condition, then, otherwise]) => `(${condition}) ? (${then}) : (${otherwise})`),
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([key, value]) => `{${key}: ${value}}`),
  ),
}))

const wholes = fc.oneof(
  expression.map((text) => `{{ ${text} }}`),
  fc.tuple(expression, expression).map(([list, body]) => `{% for x in ${list} %}{{ ${body} }}{% endfor %}`),
  fc.tuple(expression, expression).map(([condition, body]) => `{% if ${condition} %}{{ ${body} }}{% endif %}`),
)

function isPlain(value: unknown): boolean {
  if (value === null || ['boolean', 'number', 'string', 'bigint'].includes(typeof value)) return true
  if (typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype && prototype !== Array.prototype) return false
  return Object.values(value).every(isPlain)
}

describe('random expressions', () => {
  it('never throw, and give nothing but plain data', () => {
    fc.assert(
      fc.property(wholes, (text) => {
        const parsed = parse(text)
        if (!parsed.ok) {
          expect(parsed.error.code).toMatch(/^MR_EXPRESSION_/)
          return
        }
        analyse(parsed.template)
        const result = renderValue(parsed.template, context(variables))
        expect(['value', 'needs', 'error']).toContain(result.kind)
        if (result.kind === 'value') expect(isPlain(result.value)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('leave the variables as they were', () => {
    const before = JSON.stringify(variables)
    fc.assert(
      fc.property(wholes, (text) => {
        const parsed = parse(text)
        if (parsed.ok) renderText(parsed.template, context(variables))
        expect(JSON.stringify(variables)).toBe(before)
      }),
      { numRuns: 500 },
    )
  })

  it('read no more than the analysis says', () => {
    fc.assert(
      fc.property(expression, (text) => {
        const parsed = parse(`{{ ${text} }}`)
        if (!parsed.ok || /fetchContext|printContext/.test(text)) return
        const touched = new Set<string>()
        const watched = new Proxy(variables, {
          getOwnPropertyDescriptor: (target, name) => (
            touched.add(String(name)),
            Reflect.getOwnPropertyDescriptor(target, name)
          ),
        })
        renderText(parsed.template, context(watched))
        const known = new Set(analyse(parsed.template).reads.map(({ path: [root] }) => root))
        for (const name of touched) expect(known).toContain(name)
      }),
      { numRuns: 500 },
    )
  })

  it('of any text at all parse or give an error', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '{{',
            '}}',
            '{%',
            '%}',
            '{#',
            '#}',
            ' ',
            'a',
            '1',
            '.',
            '(',
            ')',
            '[',
            ']',
            '{',
            '}',
            '"',
            "'",
            '|',
            '#{',
            '-',
            'if ',
            'endif',
            'for x in',
            '\n',
            '\\',
            'é',
            '😀',
          ),
          maxLength: 40,
        }),
        (text) => {
          const parsed = parse(text)
          if (parsed.ok) renderText(parsed.template, context(variables))
          else expect(parsed.error.line).toBeGreaterThan(0)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('stay within the limits of the context', () => {
    fc.assert(
      fc.property(wholes, fc.integer({ min: 0, max: 50 }), (text, output) => {
        const parsed = parse(text)
        const result = parsed.ok
          ? renderText(parsed.template, context(variables, { limits: { output, steps: 500 } }))
          : undefined
        if (result?.kind === 'value') expect(result.value.length).toBeLessThanOrEqual(output)
      }),
      { numRuns: 500 },
    )
  })
})
