import { describe, expect, it } from 'vitest'
import { isMillraceError, type MillraceError } from '@millrace/model'
import { readYaml } from '@millrace/runtime'

function refusal(source: string): MillraceError {
  try {
    readYaml(source)
  } catch (error) {
    if (isMillraceError(error)) return error
    throw error
  }
  throw new TypeError('the document was accepted')
}

describe('reading YAML', () => {
  it.each([
    ['a list left open', 'a: [1\nb: 2', { line: 2, column: 1 }],
    ['a tab as indentation', 'a:\n\tb: 2', { line: 2, column: 1 }],
    ['a key given twice', 'a: 1\nb: 2\na: 3', { line: 3, column: 1 }],
    ['a second document', 'a: 1\n---\nb: 2', { line: 3, column: 1 }],
    ['an empty text', '', { line: 1, column: 1 }],
    ['a tag of a language', 'a: !!js/function x', { line: 1, column: 4 }],
    ['an alias of nothing', 'a: *nope', { line: 1, column: 5 }],
    ['an alias within its own anchor', 'a: &x [*x]', { line: 1, column: 9 }],
  ])('refuses %s and says where', (_, source, position) => {
    const error = refusal(source)
    expect(error.code).toBe('MR_YAML_SYNTAX')
    expect(error.position).toEqual(position)
  })

  it.each([
    ['brackets', '['.repeat(10_000)],
    ['list items', '- '.repeat(10_000)],
    ['maps', Array.from({ length: 1_400 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
    ['complex keys', '? '.repeat(10_000)],
    [
      'aliases that stand deep in others',
      `a: &a ${'['.repeat(40)}${']'.repeat(40)}\nb: ${'['.repeat(30)}*a${']'.repeat(30)}`,
    ],
  ])('refuses %s nested too deep', (_, source) => {
    expect(refusal(source)).toMatchObject({
      code: 'MR_YAML_SYNTAX',
      message: expect.stringMatching(/deep|maxDepth/i) as string,
    })
  })

  it('accepts 64 levels', () => {
    expect(readYaml('['.repeat(64) + ']'.repeat(64)).value).toBeInstanceOf(Array)
    expect(refusal('['.repeat(65) + ']'.repeat(65)).code).toBe('MR_YAML_SYNTAX')
  })

  it('refuses a billion laughs before anything of them is built', () => {
    const line = (name: string, below: string): string => `${name}: &${name} [${Array(9).fill(`*${below}`).join(',')}]`
    const source = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      line('b', 'a'),
      line('c', 'b'),
      line('d', 'c'),
      line('e', 'd'),
      line('f', 'e'),
    ].join('\n')
    expect(refusal(source).message).toMatch(/100000 nodes/)
  })

  it('refuses more than 1 MiB', () => {
    expect(refusal('x'.repeat(1024 * 1024 + 1)).code).toBe('MR_REQUEST_TOO_LARGE')
  })

  it('reads JSON, tabs and all', () => {
    expect(readYaml('{\n\t"a":\t[1, "b", null, true]\n}').value).toEqual({ a: [1, 'b', null, true] })
  })

  it('keeps dates and yes as text, as Kestra does', () => {
    expect(readYaml('a: 2023-01-01\nb: yes').value).toEqual({ a: '2023-01-01', b: 'yes' })
  })

  it('takes __proto__ and constructor for plain names', () => {
    const value = readYaml('__proto__: { polluted: true }\nconstructor: 1').value as object
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })
})

describe('positions', () => {
  const source = 'id: x\ntasks:\n  - id: a\n    "type": "foo"\n    text: |\n      abc\n    none:\n'
  const { locate } = readYaml(source)

  it.each([
    [['id'], { line: 1, column: 5 }],
    [['tasks', 0], { line: 3, column: 5 }],
    [['tasks', 0, 'type'], { line: 4, column: 13 }],
    [['tasks', 0, 'text'], { line: 6, column: 7 }],
    [['tasks', 0, 'none'], { line: 7, column: 5 }],
    [['tasks', 0, 'absent', 'deep'], { line: 3, column: 5 }],
  ])('finds the value at %j', (path, position) => {
    expect(locate(path)).toEqual(position)
  })

  it('finds the name of a property', () => {
    expect(locate(['tasks', 0, 'type'], 'key')).toEqual({ line: 4, column: 5 })
  })

  it('follows an alias to what it stands for', () => {
    expect(readYaml('a: &x\n  b: 1\nc: *x').locate(['c', 'b'])).toEqual({ line: 2, column: 6 })
  })
})
