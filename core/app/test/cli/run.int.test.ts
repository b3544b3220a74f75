import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installThirdParty, type Installation } from '../packages/third-party.ts'
import { millrace } from './command-line.ts'

let installation: Installation
let cwd: string
beforeAll(() => {
  installation = installThirdParty()
  cwd = installation.folder
})
afterAll(() => installation[Symbol.dispose]())

const flow = (name: string, tasks: string, rest = ''): string =>
  installation.write(`${name}.yaml`, `id: ${name}\nnamespace: tests\n${rest}tasks:\n${tasks}`)
const say = (message: string): string => `  - id: say\n    type: core/log\n    message: ${message}\n`

describe('millrace run', () => {
  it('follows each task with its log lines, prints the outputs, and exits with 0', async () => {
    const file = flow(
      'greet',
      say('Hello {{ inputs.name }}'),
      'inputs:\n  - { id: name, type: STRING }\noutputs:\n  - { id: greeting, type: STRING, value: "Hi {{ inputs.name }}" }\n',
    )
    const { code, out, err } = await millrace(['run', file, '--input', 'name=Ada', '--label', 'team=a'], { cwd })
    expect(err).toBe('')
    expect(out).toMatch(/^tests\.greet revision 1, execution [0-9A-Za-z]{22}\n/)
    expect(out).toMatch(
      /│ say +Hello Ada\n.*✓ say +SUCCESS in \d+ ms\n✓ SUCCESS in \d+ ms\n\nOutputs\n {2}greeting {2}Hi Ada\n$/,
    )
    expect(code).toBe(0)
  })

  it('prints nothing but one JSON document with --json', async () => {
    const file = flow('quiet', say('not to be seen'))
    const { code, out, err } = await millrace(['run', file, '--json', '-l', 'team=a'], { cwd })
    expect(JSON.parse(out)).toMatchObject({
      namespace: 'tests',
      flowId: 'quiet',
      state: { current: 'SUCCESS' },
      taskRunList: [{ taskId: 'say', state: { current: 'SUCCESS' } }],
      labels: expect.arrayContaining([{ key: 'team', value: 'a' }]) as unknown,
    })
    expect([code, err]).toEqual([0, ''])
  })

  it('exits with 1 for a failed execution, and says why', async () => {
    const file = flow('fails', '  - id: no\n    type: core/fail\n    errorMessage: Out of luck\n')
    const { code, out } = await millrace(['run', file], { cwd })
    expect(out).toContain('Out of luck')
    expect(out).toMatch(/✗ FAILED in \d+ ms\n$/)
    expect(code).toBe(1)
  })

  it('exits with 0 for a warning', async () => {
    const file = flow('warns', '  - id: no\n    type: core/fail\n    allowFailure: true\n')
    const { code, out } = await millrace(['run', file, '--json'], { cwd })
    expect(JSON.parse(out)).toMatchObject({ state: { current: 'WARNING' } })
    expect(code).toBe(0)
  })

  it('exits with 2 for a wrong flow, with the place of each finding', async () => {
    const file = flow('wrong', '  - id: a\n    type: core/lgo\n  - id: a\n    type: core/log\n    message: x\n')
    const { code, out, err } = await millrace(['run', file], { cwd })
    expect(err).toContain(`${file}:5:11  MR_FLOW_TASK_TYPE`)
    expect(err).toContain(`${file}:6:9  MR_FLOW_DUPLICATE_ID`)
    expect([code, out]).toEqual([2, ''])
  })

  it.each([
    ['a missing input', [], 'MR_INPUT_INVALID'],
    ['an input that the flow does not have', ['--input', 'nmae=x', '--input', 'count=1'], 'There is no'],
    ['an input of the wrong type', ['--input', 'count=many'], 'MR_INPUT_INVALID'],
    ['an input that is no assignment', ['--input', 'count'], 'MR_USAGE'],
    ['a file that is not there', ['--file', 'count=nowhere.csv'], 'MR_FILE_UNREADABLE'],
  ])('exits with 2 for %s', async (_, words, expected) => {
    const file = flow('strict', say('"{{ inputs.count }}"'), 'inputs:\n  - { id: count, type: INT }\n')
    const { code, out, err } = await millrace(['run', file, ...words], { cwd })
    expect(err).toContain(expected === 'There is no' ? 'nmae' : expected)
    expect([code, out]).toEqual([2, ''])
  })

  it('hands a file to the flow, and keeps what came of it in a data folder that is named', async () => {
    const file = flow(
      'measure',
      '  - id: count\n    type: script/shell\n    inputFiles: { in.txt: "{{ inputs.text }}" }\n    script: wc -c < in.txt > out.txt\n    outputFiles: [out.txt]\n',
      'inputs:\n  - { id: text, type: FILE }\noutputs:\n  - { id: out, type: FILE, value: "{{ outputs.count.outputFiles[\'out.txt\'] }}" }\n',
    )
    writeFileSync(join(cwd, 'text.txt'), 'seventeen letters')
    const { code, out } = await millrace(['run', file, '--file', 'text=text.txt', '--data', 'kept'], { cwd })
    expect(out).toContain(`The files are in the storage of ${join(cwd, 'kept')}.`)
    expect(readdirSync(join(cwd, 'kept'), { recursive: true }).some((path) => String(path).endsWith('out.txt'))).toBe(
      true,
    )
    expect(code).toBe(0)
  })

  it('hands secret inputs and secrets to tasks in plain text, and hides them in what is shown and stored', async () => {
    installation.write('keyed.yml', 'encryption: { key: "${KEY}" }\n')
    const file = flow(
      'keyed',
      '  - id: measure\n    type: script/shell\n    env: { TOKEN: "{{ inputs.token }}", API_KEY: "{{ secret(\'API_KEY\') }}" }\n    script: echo "$TOKEN and $API_KEY have $(printf %s "$TOKEN$API_KEY" | wc -c) letters"\n',
      'inputs:\n  - { id: token, type: SECRET }\n',
    )
    const env = {
      KEY: Buffer.from('0123456789abcdef').toString('base64'),
      SECRET_API_KEY: Buffer.from('nobody-knows-it').toString('base64'),
    }
    const words = ['run', file, '-c', 'keyed.yml', '--input', 'token=not-to-be-seen']
    const { out } = await millrace(words, { cwd, env })
    expect(out).toContain('****** and ****** have 29 letters')
    const { out: json, code } = await millrace([...words, '--json'], { cwd, env })
    expect(json).not.toMatch(/not-to-be-seen|nobody-knows-it/)
    expect(code).toBe(0)
  })

  it('leaves nothing behind without one', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'millrace-scratch-'))
    await millrace(['run', flow('tidy', say('hi'))], { cwd, env: { TMPDIR: scratch } })
    // Node's cache of compiled code is every program's.
    expect(readdirSync(scratch).filter((name) => name !== 'node-compile-cache')).toEqual([])
    rmSync(scratch, { recursive: true })
  })
})

describe('packages of third parties', () => {
  it('carry a flow on their queue and with their task, named in millrace.yml alone', async () => {
    installation.write(
      'third.yml',
      'queue: acme-queue\nacme-queue: { greeting: hello }\nplugins: [acme-shout]\nlog: { level: info }\n',
    )
    const file = flow(
      'loud',
      '  - id: shout\n    type: acme/shout\n    text: hello\n',
      'outputs:\n  - { id: loud, type: STRING, value: "{{ outputs.shout.loud }}" }\n',
    )
    const { code, out, err } = await millrace(['run', file, '-c', 'third.yml', '--json', '--verbose'], { cwd })
    expect(JSON.parse(out)).toMatchObject({ state: { current: 'SUCCESS' }, outputs: { loud: 'HELLO' } })
    expect(err).toContain('acme-queue is open')
    expect(code).toBe(0)
  })
})
