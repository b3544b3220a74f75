import { expect, it } from 'vitest'
import { parseFlow } from '../../src/flows/parse-flow.ts'

it('makes a list of a map of labels, every value a text', () => {
  expect(parseFlow('labels:\n  team: a\n  tier: 1').document['labels']).toEqual([
    { key: 'team', value: 'a' },
    { key: 'tier', value: '1' },
  ])
})

it('replaces old names of properties, wherever tasks stand', () => {
  const { document } = parseFlow(`
taskDefaults: [{ type: a, values: {} }]
inputs: [{ name: first, type: STRING }]
tasks:
  - id: group
    type: core/sequential
    tasks:
      - { id: inner, type: core/log, retry: { type: constant, interval: PT1S, maxAttempt: 3 } }
`)
  expect(document).toMatchObject({
    pluginDefaults: [{ type: 'a' }],
    inputs: [{ id: 'first' }],
    tasks: [{ tasks: [{ retry: { maxAttempts: 3 } }] }],
  })
})

it('leaves out properties without a value', () => {
  expect(parseFlow('id: a\ndescription:\nerrors:\n').document).toEqual({ id: 'a' })
})

it('finds parts of the normal form where they were written under an old name', () => {
  const flow = parseFlow('taskDefaults:\n  - type: a\nlabels:\n  x: 1\n  y: 2\ninputs:\n  - name: first\n')
  expect(flow.locate(['pluginDefaults', 0, 'type'])).toEqual({ line: 2, column: 11 })
  expect(flow.locate(['labels', 1, 'value'])).toEqual({ line: 5, column: 6 })
  expect(flow.locate(['inputs', 0, 'id'])).toEqual({ line: 7, column: 11 })
})

it('refuses what is no map', () => {
  expect(() => parseFlow('- a')).toThrow(/not a flow/)
})
