import { describe, expect, it, onTestFinished } from 'vitest'
import { installThirdParty } from '../packages/third-party.ts'
import { millrace } from './command-line.ts'

function folder() {
  const installation = installThirdParty()
  onTestFinished(() => installation[Symbol.dispose]())
  return installation
}

describe('millrace validate', () => {
  it('prints each finding with file, line, column and code, and exits with 2', async () => {
    const { folder: cwd, write } = folder()
    write('bad.yaml', 'id: bad\nnamespace: a\ntasks:\n  - id: x\n    type: core/lgo\n')
    write('good.yaml', 'id: good\nnamespace: a\ntasks:\n  - id: x\n    type: core/log\n    message: hi\n')
    const { code, out } = await millrace(['validate', 'bad.yaml', 'good.yaml'], { cwd })
    expect(out).toContain(
      'bad.yaml:5:11  MR_FLOW_TASK_TYPE  There is no task type `core/lgo`.\n    Did you mean `core/log`?\n',
    )
    expect(out).toContain('✓ good.yaml')
    expect(code).toBe(2)
  })

  it('prints warnings, which refuse nothing', async () => {
    const { folder: cwd, write } = folder()
    write(
      'doubt.yaml',
      'id: doubt\nnamespace: a\ntasks:\n  - { id: x, type: core/log, message: hi, runIf: "{{ vars.on }}" }\n',
    )
    const { code, out } = await millrace(['validate', 'doubt.yaml'], { cwd })
    expect(out).toBe('doubt.yaml:4:54  MR_FLOW_UNKNOWN_NAME  warning: The flow has no variable `on`.\n✓ doubt.yaml\n')
    expect(code).toBe(0)
  })

  it('knows the task types of third parties that millrace.yml names', async () => {
    const { folder: cwd, write } = folder()
    write('millrace.yml', 'plugins: [acme-shout]\n')
    write('flow.yaml', 'id: shout\nnamespace: a\ntasks:\n  - id: x\n    type: acme/shout\n    text: hi\n')
    expect(await millrace(['validate', 'flow.yaml'], { cwd })).toEqual({ code: 0, out: '✓ flow.yaml\n', err: '' })
  })

  it('says which file is not there, and no more', async () => {
    const { code, out, err } = await millrace(['validate', 'nowhere.yaml'])
    expect(err).toMatch(/^error MR_FILE_UNREADABLE: nowhere.yaml cannot be read: [^\n]*\n$/)
    expect([code, out]).toEqual([2, ''])
  })
})

describe('millrace', () => {
  it('names every wrong key of millrace.yml with its place', async () => {
    const { folder: cwd, write } = folder()
    write('millrace.yml', 'server:\n  prot: 1\nqueeu: sqlite\n')
    const { code, err } = await millrace(['validate', 'flow.yaml'], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('error MR_CONFIG_INVALID: The configuration ')
    expect(err).toContain(
      'millrace.yml:2:3  MR_CONFIG_INVALID  There is no key "server.prot".\n      Did you mean "port"?',
    )
    expect(err).toContain('millrace.yml:3:1  MR_CONFIG_INVALID  There is no key "queeu".\n      Did you mean "queue"?')
  })

  it('refuses a plugin for another API in one line; --verbose shows the stack', async () => {
    const { folder: cwd, write } = folder()
    write('millrace.yml', 'plugins: [acme-old]\n')
    const plain = await millrace(['validate', 'flow.yaml'], { cwd })
    expect(plain.err).toContain(
      'error MR_PLUGIN_INVALID: The plugin "acme-old" is made for API 0; this Millrace has API 1.',
    )
    expect(plain.err).not.toContain('    at ')
    expect((await millrace(['validate', 'flow.yaml', '--verbose'], { cwd })).err).toContain('    at ')
  })

  it('exits with 2 and a hint for a wrong command line, with 0 for help', async () => {
    const wrong = await millrace(['rnu'])
    expect(wrong).toMatchObject({ code: 2, out: '' })
    expect(wrong.err).toContain('Did you mean "run"?')
    const help = await millrace([])
    expect(help).toMatchObject({ code: 0, err: '' })
    expect((await millrace(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('uses colours only where they are wanted', async () => {
    const escape = String.fromCharCode(27)
    expect((await millrace([])).out).not.toContain(escape)
    expect((await millrace([], { env: { FORCE_COLOR: '1', NO_COLOR: '' } })).out).toContain(escape)
    expect((await millrace([], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).out).not.toContain(escape)
  })
})
