// Every page for users is followed from its first line to its last: what it says is what happens.

import { globSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../workspace.ts'
import { readPage } from './page.ts'
import { expectPrinted } from './printed.ts'
import { Reader } from './reader.ts'

const PAGES = ['README.md', ...globSync('docs/{tutorials,how-to}/*.md', { cwd: ROOT }).sort()].filter(
  (path) => readPage(path).length > 0,
)

describe('a reader who follows', () => {
  test.each(PAGES)('%s sees what it promises', async (path) => {
    await using reader = new Reader({ isInClone: path === 'README.md' })
    for (const block of readPage(path)) await reader.follow(block)
  })

  test('the pages finds commands and promises in each of them', () => {
    expect(PAGES.length).toBeGreaterThanOrEqual(4)
    for (const path of PAGES) {
      const kinds = readPage(path).map(({ kind }) => kind)
      expect([path, kinds.includes('command'), kinds.includes('output')]).toEqual([path, true, true])
    }
  })

  test.each([
    ['another text', 'done\n', 'dome\n'],
    ['a line more', 'one\n', 'one\ntwo\n'],
    ['a line less', 'one\ntwo\n', 'one\n'],
    ['another end of a line', 'one … three\n', 'one two four\n'],
  ])('a page that promises %s is told', (_, promised, actual) => {
    expect(() => expectPrinted({ promised, actual, isUnordered: false, at: 'here' })).toThrow('here')
  })

  test.each([
    ['times and ids', 'ran 0CKBE7JvxtR1kVlI5XfNzy in 3 ms', 'ran 0CKBE9OkfERbFUWJx7sfHC in 1.5 s'],
    ['what stands for anything in a line', 'a … d', 'a b c d'],
    ['what stands for any lines', 'a\n…\nd', 'a\nb\nc\nd'],
  ])('a page may leave open %s', (_, promised, actual) => {
    expectPrinted({ promised, actual, isUnordered: false, at: 'here' })
  })
})
