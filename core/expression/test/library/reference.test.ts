import { describe, expect, it } from 'vitest'
import { sample } from '../../src/library/reference/entry.ts'
import {
  filterNames,
  filterReference,
  functionNames,
  functionReference,
  parse,
  renderText,
  testNames,
  testReference,
} from '../../src/index.ts'

function rendered(example: string): unknown {
  const parsed = parse(example)
  return parsed.ok ? renderText(parsed.template, sample()) : parsed.error
}

describe.each([
  ['filter', filterReference, filterNames()],
  ['function', functionReference, functionNames()],
  ['test', testReference, testNames()],
])('the reference of every %s', (_, entries, names) => {
  it('has each of them once, in order', () => {
    expect(entries.map(({ name }) => name)).toEqual(names.toSorted())
  })

  it.each(entries)('gives for $example what it says', ({ name, example, result }) => {
    expect(example).toContain(name)
    expect(rendered(example)).toEqual({ kind: 'value', value: result })
  })
})
