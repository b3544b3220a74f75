import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { page } from '../../src/cli/help.ts'
import { parseCommandLine } from '../../src/cli/parse.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

const parse = (line: string) => parseCommandLine(line === '' ? [] : line.split(' '), COMMANDS)
const plain: Terminal = {
  print: () => undefined,
  report: () => undefined,
  style: (_, text) => text,
  columns: undefined,
}

describe('a command line', () => {
  it('names a command of one or two words, with repeated options', () => {
    const invocation = parse('run flow.yaml -i a=1 --input b=2 --json')
    if (invocation.kind !== 'run') expect.fail(invocation.kind)
    expect(invocation.command.name).toBe('run')
    expect(invocation.arguments.positionals).toEqual(['flow.yaml'])
    expect(invocation.arguments.all('input')).toEqual(['a=1', 'b=2'])
    expect(invocation.arguments.has('json')).toBe(true)
    expect(invocation.arguments.text('data')).toBeUndefined()
    expect(parse('server standalone --port 1')).toMatchObject({ kind: 'run', command: { name: 'server standalone' } })
  })

  it.each([
    ['', 'overview'],
    ['--help', 'overview'],
    ['--version', 'version'],
    ['run --help', 'page'],
  ])('%s gives the %s', (line, kind) => {
    expect(parse(line).kind).toBe(kind)
  })

  it.each([
    ['rnu', 'There is no command "rnu".', 'Did you mean "run"?'],
    ['server', '`millrace server` needs a command: server standalone.', 'See `millrace --help`.'],
    ['run', '`millrace run` needs FLOW.yaml.', 'See `millrace run --help`.'],
    ['run a b', '`millrace run` takes no argument "b".', 'See `millrace run --help`.'],
    ['run a --inptu x', "Unknown option '--inptu'.", 'Did you mean --input?'],
    [
      'server standalone --port',
      "Option '--port <value>' argument missing.",
      'See `millrace server standalone --help`.',
    ],
  ])('%s is refused', (line, message, hint) => {
    expect(() => parse(line)).toThrow(expect.objectContaining({ code: 'MR_USAGE', message, hint }))
  })
})

describe('a help page', () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'of `%s` names each of its options',
    (_, command) => {
      const text = page(command, plain).join('\n')
      for (const option of ['help', ...Object.keys(command.options)]) expect(text).toContain(`--${option}`)
      expect(Math.max(...page(command, plain).map((line) => line.length))).toBeLessThanOrEqual(110)
    },
  )
})
