// Every flow in `broken/` has one kind of defect. Its first line says what must be found:
// `# expect LINE:COLUMN CODE [warning], …`.

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseFlow } from '../../src/flows/parse-flow.ts'
import { validateFlow } from '../../src/flows/validate-flow.ts'
import { testCatalogue } from './test-catalogue.ts'

const FOLDER = new URL('broken/', import.meta.url)
const files = readdirSync(FOLDER)

function found(source: string): readonly string[] {
  return validateFlow(parseFlow(source), testCatalogue).map(({ position, code, severity }) =>
    [`${position?.line}:${position?.column}`, code, ...(severity === 'warning' ? ['warning'] : [])].join(' '),
  )
}

describe('a broken flow', () => {
  it.each(files)('%s: is found at its line and column, and nothing else is', (file) => {
    const source = readFileSync(new URL(file, FOLDER), 'utf8')
    const [, expected = ''] = /^# expect (.+)\n/.exec(source) ?? []
    expect(found(source)).toEqual(expected.split(', '))
  })

  it('is there for each kind of defect, four times at least', () => {
    const kinds = Map.groupBy(files, (file) => file.split('-')[0])
    expect(files.length).toBeGreaterThanOrEqual(60)
    const few = [...kinds].filter(([, ofKind]) => ofKind.length < 4).map(([kind]) => kind)
    expect(few).toEqual([])
  })
})
