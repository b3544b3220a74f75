import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isMillraceError, type Json } from '@millrace/model'
import { createCatalogue } from '../../src/flows/catalogue.ts'
import { parseFlow } from '../../src/flows/parse-flow.ts'
import { validateFlow } from '../../src/flows/validate-flow.ts'

const catalogue = createCatalogue([])

/** Findings, or the code of the refusal; anything else that is thrown fails the test. */
function outcome(source: string): readonly string[] {
  try {
    return validateFlow(parseFlow(source), catalogue).map(({ code }) => code)
  } catch (error) {
    if (isMillraceError(error)) return [error.code]
    throw error
  }
}

const names = [
  'id',
  'namespace',
  'tasks',
  'errors',
  'inputs',
  'labels',
  'variables',
  'outputs',
  'retry',
  'triggers',
  'pluginDefaults',
  'taskDefaults',
]
const inner = [
  'type',
  'then',
  'values',
  'key',
  'value',
  'validator',
  'dependsOn',
  'maxAttempt',
  '__proto__',
  'constructor',
  'runIf',
]
const words = fc.constantFrom(
  'core/if',
  'core/for-each',
  'core/parallel',
  'STRING',
  'SELECT',
  '(',
  '{{ inputs.x }}',
  '{{ ',
  '{% if %}',
  'a',
  '',
)
const value = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names, ...inner), tie('tree'), { maxKeys: 6 }),
  ),
})).tree

it('answers any text with findings or a refusal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (source) => void outcome(source)),
    { numRuns: 3_000 },
  )
  const yaml = fc.array(
    fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '-',
      '[',
      ']',
      '{',
      '}',
      '&x',
      '*x',
      '|',
      '>',
      '"',
      "'",
      '#',
      '? ',
      '!!',
      '---',
      '\t',
    ),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(yaml, (parts) => void outcome(parts.join(''))),
    { numRuns: 5_000 },
  )
})

it('answers any document with findings, each with a place in the text', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 }), (document) => {
      const source = JSON.stringify(document, undefined, 1)
      const lines = source.split('\n').length
      const findings = validateFlow(parseFlow(source), catalogue)
      expect(findings.length).toBeGreaterThan(0)
      for (const { position } of findings)
        expect(position?.line).toSatisfy((line: number) => line >= 1 && line <= lines)
    }),
    { numRuns: 3_000 },
  )
})
