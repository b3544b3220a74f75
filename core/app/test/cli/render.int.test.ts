import { describe, expect, it, onTestFinished } from 'vitest'
import { installThirdParty } from '../packages/third-party.ts'
import { millrace } from './command-line.ts'

function folderWith(name: string, text: string): string {
  const installation = installThirdParty()
  onTestFinished(() => installation[Symbol.dispose]())
  installation.write(name, text)
  return installation.folder
}

describe('millrace render', () => {
  it('renders a text over the variables of a file', async () => {
    const cwd = folderWith('variables.yaml', 'inputs: { name: Ada, sums: [1, 2] }\n')
    const words = ['render', '{{ inputs.name | upper }}: {{ inputs.sums | last }}', '--variables', 'variables.yaml']
    expect(await millrace(words, { cwd })).toEqual({ code: 0, out: 'ADA: 2\n', err: '' })
  })

  it('shows where an expression is wrong, with a caret, and exits with 2', async () => {
    const { code, out, err } = await millrace(['render', 'sum: {{ 1 + }}'])
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^sum: \{\{ 1 \+ \}\}\n +\^\nerror MR_EXPRESSION_SYNTAX: .*\(1:13\)\n/)
  })

  it('answers a batch with a result or an error for each expression, in order', async () => {
    const input = JSON.stringify({ variables: { a: 1 }, expressions: ['{{ a + 1 }}', '{{ b }}', 'plain'] })
    const { code, out } = await millrace(['render', '--batch'], { input })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual([{ result: '2' }, { error: expect.stringContaining('b') }, { result: 'plain' }])
  })

  it('refuses what is no batch, and a text beside one', async () => {
    expect(await millrace(['render', '--batch'], { input: '{}' })).toMatchObject({ code: 2, out: '' })
    expect((await millrace(['render', '--batch', 'x'], { input: '{}' })).err).toContain('takes a text, or --batch')
    expect((await millrace(['render'])).err).toContain('MR_USAGE')
  })

  it('names the place in variables that are no YAML', async () => {
    const cwd = folderWith('variables.yaml', 'a: [1\n')
    const { code, err } = await millrace(['render', 'x', '--variables', 'variables.yaml'], { cwd })
    expect(code).toBe(2)
    expect(err).toMatch(/error MR_YAML_SYNTAX: .*\(variables.yaml:\d+:\d+\)/)
  })
})
