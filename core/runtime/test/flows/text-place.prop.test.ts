import fc from 'fast-check'
import { expect, it } from 'vitest'
import { offsetInSource } from '../../src/flows/checks/text-place.ts'
import { readYaml } from '../../src/flows/yaml/read-yaml.ts'

const MARK = 'MARK'
const text = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ maxLength: 40 }))
  .map(([before, after]) => `${before}${MARK}${after}`)

/** Where the mark is found when the text stands behind `key: `. */
function marked(source: string, value: string): string {
  const at = offsetInSource(source, source.indexOf(':') + 2, { text: value, offset: value.indexOf(MARK) })
  return source.slice(at, at === undefined ? undefined : at + MARK.length)
}

it('finds a character of a text in double quotes, whatever is escaped before it', () => {
  fc.assert(fc.property(text, (value) => marked(`key: ${JSON.stringify(value)}\n`, value) === MARK))
})

it('finds a character of a text in single quotes', () => {
  const line = text.filter((value) => /^[\x20-\x7e]*$/.test(value))
  fc.assert(fc.property(line, (value) => marked(`key: '${value.replaceAll("'", "''")}'\n`, value) === MARK))
})

it('finds a character of a text that is folded over lines', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(words, fc.nat({ max: 19 }), (before, breakAt) => {
      const lines = [before.slice(0, breakAt), [...before.slice(breakAt), MARK]].map((line) => `  ${line.join(' ')}`)
      const source = `key: >-\n${lines.filter((line) => line.trim() !== '').join('\n')}\n`
      const { value } = readYaml(source)
      const start = source.length - source.slice(source.indexOf('\n')).trimStart().length
      const { key } = value as { readonly key: string }
      const at = offsetInSource(source, start, { text: key, offset: key.indexOf(MARK) }) ?? 0
      expect(source.slice(at, at + MARK.length)).toBe(MARK)
    }),
  )
})
