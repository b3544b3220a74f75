// The house rules that a text scan can hold. Each rule says how many files it must have seen, and keeps one planted
// violation that it must catch: a scan that sees nothing would pass for ever.

import { describe, expect, test } from 'vitest'
import { strip } from './strip.ts'
import { isGenerated, isTest, readFiles, type SourceFile, specifiers } from './workspace.ts'

interface Rule {
  readonly what: string
  readonly appliesTo: (file: SourceFile) => boolean
  /** What is wrong in the file, as short texts. */
  readonly find: (file: SourceFile) => readonly string[]
  readonly atLeast: number
  readonly planted: readonly string[]
}

const files = readFiles('{{core,sdk,adapters,plugins}/*,bench}/{src,test}/**/*.ts')
  .concat(readFiles('{scripts,tests}/**/*.{ts,mjs}'), readFiles('*.ts'))
  .filter((file) => !isGenerated(file))

const isSource = (file: SourceFile): boolean => file.path.includes('/src/')
const isPure = (file: SourceFile): boolean => /^core\/(model|expression|engine)\/src\//.test(file.path)
const isConfig = (file: SourceFile): boolean => file.path.endsWith('.config.ts')

const inCode =
  (pattern: RegExp) =>
  (file: SourceFile): readonly string[] =>
    strip(file.text, { strings: true }).match(pattern) ?? []

const rules: readonly Rule[] = [
  {
    what: 'no plain Error is thrown',
    appliesTo: isSource,
    find: inCode(/\bthrow new Error\b/g),
    atLeast: 30,
    planted: [`throw new Error('boom')`],
  },
  {
    what: 'no default export',
    appliesTo: (file) => !isConfig(file),
    find: inCode(/\bexport default\b|\bas default\b/g),
    atLeast: 40,
    planted: ['export default 1', 'export { one as default }'],
  },
  {
    what: 'no any',
    appliesTo: () => true,
    find: inCode(/(?:[:<,|&=]|\bas|\bextends)\s*any\b(?!\s*[:(])|\bany\[\]/g),
    atLeast: 40,
    planted: ['const one: any = 1', 'one as any', 'Array<any>', 'Map<string, any>', 'string | any'],
  },
  {
    what: 'no decorator',
    appliesTo: () => true,
    find: inCode(/(?:^|[\s(,])@[A-Za-z]\w*/gm),
    atLeast: 40,
    planted: ['@injectable()\nclass One {}', 'constructor(@inject(token) one: One) {}'],
  },
  {
    what: 'no star export',
    appliesTo: () => true,
    find: inCode(/\bexport\s+(?:type\s+)?\*/g),
    atLeast: 40,
    planted: [`export * from './one.ts'`, `export * as one from './one.ts'`],
  },
  {
    what: 'no asynchrony, clock or chance in the rules',
    appliesTo: isPure,
    find: inCode(/\b(?:async|await|Promise|Date|setTimeout|queueMicrotask|performance)\b|\bMath\.random\b/g),
    atLeast: 15,
    planted: ['async () => 1', 'Promise<void>', 'new Date()', 'Math.random()'],
  },
  {
    what: 'the container stays in the composition root',
    appliesTo: (file) => !file.path.startsWith('core/app/src/'),
    find: (file) => specifiers(file).filter((name) => name === 'tsyringe' || name === 'reflect-metadata'),
    atLeast: 40,
    planted: [`import { container } from 'tsyringe'`, `import 'reflect-metadata'`],
  },
  {
    what: 'no mock of a module',
    appliesTo: () => true,
    find: inCode(/\bvi\.(?:mock|doMock|hoisted|unstable_mockModule)\b/g),
    atLeast: 40,
    planted: [`vi.mock('./one.ts')`],
  },
  {
    what: 'no test is skipped, alone or still to do',
    appliesTo: isTest,
    find: inCode(/\b(?:test|it|describe)(?:\.\w+)*\.(?:skip|only|todo|fails)\b|\bx(?:it|test|describe)\(/g),
    atLeast: 3,
    planted: [`test.skip('one')`, `describe.concurrent.only('one')`],
  },
  {
    what: 'no test sleeps: it waits by condition',
    appliesTo: isTest,
    find: (file) => [
      ...inCode(/\bsleep\s*\(|new Promise\b[^\n]*\bsetTimeout\b/g)(file),
      ...specifiers(file).filter((name) => name === 'node:timers/promises'),
    ],
    atLeast: 3,
    planted: ['await sleep(10)', 'await new Promise((done) => setTimeout(done, 10))', `import 'node:timers/promises'`],
  },
  {
    what: 'files are short',
    appliesTo: () => true,
    find: (file) => {
      const lines = file.text.split('\n').length - 1
      return lines > (isTest(file) ? 400 : file.path.startsWith('scripts/') ? 150 : 300) ? [`${lines} lines`] : []
    },
    atLeast: 40,
    planted: ['\n'.repeat(401)],
  },
]

describe('house rules', () => {
  test.each(rules)('$what', ({ appliesTo, find, atLeast }) => {
    const seen = files.filter(appliesTo)
    expect(seen.length).toBeGreaterThanOrEqual(atLeast)
    // This file holds the planted violations as strings, which the scans blank out.
    expect(seen.flatMap((file) => find(file).map((found) => `${file.path}: ${found.trim()}`))).toEqual([])
  })

  test.each(rules.flatMap(({ what, find, planted }) => planted.map((text) => ({ what, find, text }))))(
    '$what: a planted violation is caught',
    ({ find, text }) => {
      expect(find({ path: 'core/planted/test/planted.ts', text })).not.toEqual([])
    },
  )

  test('files are named by what they are about', () => {
    const vague = /(^|[/-])(lib|utils?|helpers?|common|misc|shared|impl|manager|base)([/-]|\.ts$)/
    expect(vague.test('core/engine/src/utils.ts')).toBe(true)
    expect(files.filter(({ path }) => vague.test(path)).map(({ path }) => path)).toEqual([])
  })

  test('scripts stay few', () => {
    const scripts = readFiles('scripts/*.*')
    expect(scripts.length).toBeGreaterThan(2)
    expect(scripts.length).toBeLessThanOrEqual(10)
  })

  test('half of the sources fit on two screens, nine of ten in 200 lines', () => {
    const lengths = files.filter(isSource).map(({ text }) => text.split('\n').length - 1)
    lengths.sort((left, right) => left - right)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(90)
    expect(lengths[Math.floor(lengths.length * 0.9)]).toBeLessThanOrEqual(200)
  })
})

describe('the scanner', () => {
  test.each([
    ['comments', `one // any\n/* throw\n*/two`, 'one       \n        \n  two'],
    ['strings', `'any' + "it's"`, `'   ' + "    "`],
    ['the text of templates, not their holes', '`a ${one} b`', '     one    '],
    ['regular expressions', `= /'any/g, two`, '=        , two'],
  ])('blanks out %s', (_what, text, expected) => {
    expect(strip(text, { strings: true })).toBe(expected)
  })

  test('does not take a division for a regular expression', () => {
    expect(strip(`one / two / any`, { strings: true })).toBe('one / two / any')
  })

  test.each([
    [`import { one } from 'one'`, ['one']],
    [`export type { One } from "one/sub"`, ['one/sub']],
    [`const one = await import('one')`, ['one']],
    [`// import 'one'`, []],
  ])('reads what %s imports', (text, expected) => {
    expect(specifiers({ path: 'one.ts', text })).toEqual(expected)
  })
})
