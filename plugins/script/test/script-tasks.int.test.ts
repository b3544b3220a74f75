import type { JsonObject } from '@millrace/sdk-plugin'
import { openTestAttempt, runTask } from '@millrace/sdk-testing'
import { describe, expect, test } from 'vitest'
import { node } from '../src/node.ts'
import { shell } from '../src/shell.ts'

async function run(definition: typeof shell, properties: JsonObject, type = definition.type) {
  await using attempt = await openTestAttempt({ task: { id: 'script', type } })
  const result = await runTask(definition, properties, attempt)
  return { result, lines: attempt.logs.map(({ message }) => message), storage: attempt.context.storage }
}

describe('script/shell', () => {
  test('commands run one after the other in one shell', async () => {
    const { result, lines } = await run(shell, { commands: ['word=hello', 'echo "$word $GIVEN"'], env: { GIVEN: 5 } })
    expect(result.state).toBe('SUCCESS')
    expect(lines).toEqual(['hello 5'])
  })

  test('the first command that fails ends the script, unless failFast is off', async () => {
    const commands = ['false', 'echo went on']
    const failed = await run(shell, { commands })
    expect(failed.result).toMatchObject({
      state: 'FAILED',
      error: { code: 'MR_SCRIPT_EXIT' },
      outputs: { exitCode: 1 },
    })
    expect(failed.lines).toEqual([])
    expect((await run(shell, { commands, failFast: 'false' })).lines).toEqual(['went on'])
  })

  test('commands before are part of the same shell', async () => {
    expect((await run(shell, { beforeCommands: ['x=1'], script: 'echo $x' })).lines).toEqual(['1'])
  })

  test('a script of half a megabyte runs', async () => {
    const { lines } = await run(shell, { script: `${'# padding\n'.repeat(50_000)}echo done` })
    expect(lines).toEqual(['done'])
  })

  test('lines on the error stream warn, unless told otherwise', async () => {
    expect((await run(shell, { script: 'echo x >&2' })).result.state).toBe('WARNING')
    expect((await run(shell, { script: 'echo x >&2', warningOnStdErr: false })).result.state).toBe('SUCCESS')
  })

  test('another interpreter takes the script, with -c or with arguments of its own', async () => {
    const bash = await run(shell, { script: 'a=(1 2 3); echo ${#a[@]}', interpreter: ['/bin/bash', '-c'] })
    expect(bash.lines).toEqual(['3'])
    const javascript = await run(shell, {
      script: 'console.log(6 * 7)',
      interpreter: [process.execPath, '-e'],
      failFast: false,
    })
    expect(javascript.lines).toEqual(['42'])
  })

  test('an interpreter that is not installed is named', async () => {
    const { result } = await run(shell, { script: 'x', interpreter: ['no-such-shell', '-c'] })
    expect(result.error).toMatchObject({
      code: 'MR_SCRIPT_INTERPRETER',
      message: expect.stringContaining('no-such-shell'),
    })
  })

  test('input files come as a map, as JSON text or as a list of URIs', async () => {
    await using attempt = await openTestAttempt()
    await attempt.context.storage.put('kestra:///a/stored.txt', new TextEncoder().encode('stored'))
    const uri = 'kestra:///a/stored.txt'
    for (const inputFiles of [
      { 'x.txt': 'plain', 'stored.txt': uri },
      JSON.stringify({ 'x.txt': 'plain', 'stored.txt': uri }),
    ]) {
      const result = await runTask(shell, { script: 'cat x.txt stored.txt; echo', inputFiles }, attempt)
      expect(result.state).toBe('SUCCESS')
    }
    expect((await runTask(shell, { script: 'cat stored.txt; echo', inputFiles: [uri] }, attempt)).state).toBe('SUCCESS')
    expect(attempt.logs.map(({ message }) => message)).toEqual(['plainstored', 'plainstored', 'stored'])
    expect((await runTask(shell, { script: 'x', inputFiles: ['no uri'] }, attempt)).error?.code).toBe(
      'MR_TASK_PROPERTY',
    )
  })

  test('values and files come out; the files of the task itself do not', async () => {
    const { result } = await run(shell, {
      script: 'echo data > out.csv; echo rows=1 > "$MILLRACE_OUTPUTS"',
      outputFiles: ['*', '.*'],
    })
    expect(result.outputs).toEqual({
      exitCode: 0,
      stdOutLineCount: 0,
      stdErrLineCount: 0,
      vars: { rows: '1' },
      outputFiles: { 'out.csv': expect.stringMatching(/^kestra:\/\/\//) },
    })
  })

  test('one of commands and script is needed, not both', async () => {
    expect((await run(shell, {})).result.error?.code).toBe('MR_TASK_PROPERTY')
    expect((await run(shell, { commands: ['true'], script: 'true' })).result.error?.code).toBe('MR_TASK_PROPERTY')
  })

  test('a task that asks for a container runs here and says so; one that asks for a process does not', async () => {
    const docker = {
      script: 'true',
      taskRunner: { type: 'io.kestra.plugin.scripts.runner.docker.Docker', pullPolicy: 'ALWAYS' },
    }
    expect((await run(shell, docker)).lines).toEqual([expect.stringContaining('runner.docker.Docker')])
    expect((await run(shell, { script: 'true', containerImage: 'ubuntu' })).lines).toEqual([
      expect.stringContaining('ubuntu'),
    ])
    expect((await run(shell, { script: 'true' }, 'io.kestra.plugin.scripts.shell.Script')).lines).toHaveLength(1)
    const process = { script: 'true', taskRunner: { type: 'io.kestra.plugin.core.runner.Process' } }
    expect((await run(shell, process, 'io.kestra.plugin.scripts.shell.Script')).lines).toEqual([])
    expect((await run(shell, { script: 'true' })).lines).toEqual([])
  })
})

describe('script/node', () => {
  test('a script may be a CommonJS or an ECMAScript module', async () => {
    const common = await run(node, { script: "const { sep } = require('node:path'); console.log(sep)" })
    expect(common.lines).toEqual(['/'])
    const module = await run(node, {
      script: "import { sep } from 'node:path'\nconsole.log(await Promise.resolve(sep))",
    })
    expect(module.lines).toEqual(['/'])
  })

  test('values are written as JSON', async () => {
    const script = "require('fs').writeFileSync(process.env.MILLRACE_OUTPUTS, JSON.stringify({ list: [1, 2] }))"
    expect((await run(node, { script })).result.outputs?.['vars']).toEqual({ list: [1, 2] })
  })

  test('a script that throws fails with its error in the message', async () => {
    const { result } = await run(node, { script: "throw new RangeError('out of luck')" })
    expect(result.error).toMatchObject({ code: 'MR_SCRIPT_EXIT', message: expect.stringContaining('out of luck') })
  })

  test('a script that does not parse fails with its error in the message', async () => {
    const { result } = await run(node, { script: 'const = 1' })
    expect(result.error?.message).toContain('SyntaxError')
  })

  test('shell commands find node, and commands before run in the same shell', async () => {
    expect((await run(node, { commands: ['node -p 1+1'] })).lines).toEqual(['2'])
    expect((await run(node, { beforeCommands: ['export X=7'], script: 'console.log(process.env.X)' })).lines).toEqual([
      '7',
    ])
  })

  test('a search path without node is told', async () => {
    const { result } = await run(node, { script: '1', env: { PATH: '/nowhere' } })
    expect(result.error).toMatchObject({ code: 'MR_SCRIPT_INTERPRETER', message: expect.stringContaining('node') })
  })
})
