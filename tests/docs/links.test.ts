// Links within the repository lead somewhere.

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readFiles, ROOT } from '../workspace.ts'

const pages = readFiles('{*.md,{docs,examples,bench,core,sdk,plugins,adapters}/**/*.md}')
const links = pages.flatMap(({ path, text }) =>
  [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => ({ path, target })),
)
const isDead = ({ path, target }: { readonly path: string; readonly target: string }): boolean =>
  !existsSync(join(ROOT, dirname(path), target))

test('every link of a page leads to a file or folder', () => {
  expect(links.length).toBeGreaterThan(40)
  expect(links.filter(isDead)).toEqual([])
})

test('a dead link is found', () => {
  expect(isDead({ path: 'README.md', target: 'docs/nowhere.md' })).toBe(true)
})
