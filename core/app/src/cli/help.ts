// Help pages, made from the commands themselves.

import { COMMON_OPTIONS, type CommandSpec, type OptionSpec } from './command.ts'
import type { Terminal } from './terminal.ts'

/** The page of `millrace --help`. */
export function overview(commands: readonly CommandSpec[], terminal: Terminal): readonly string[] {
  const width = Math.max(...commands.map((command) => command.name.length)) + 3
  return [
    'Millrace runs flows: on a laptop or on a cluster, from one YAML file.',
    '',
    terminal.style('bold', 'Usage'),
    '  millrace COMMAND [options]',
    '',
    terminal.style('bold', 'Commands'),
    ...commands.map((command) => `  ${terminal.style('cyan', command.name.padEnd(width))}${command.summary}`),
    '',
    '  millrace COMMAND --help shows the options of a command; millrace --version the version.',
    '',
    terminal.style('bold', 'Start here'),
    '  millrace run FLOW.yaml            run a flow, with no server',
    '  millrace server standalone        start the platform on http://127.0.0.1:8080',
    '',
    'Exit codes: 0 success, 1 a failed execution or command, 2 a wrong flow, input or command line.',
  ]
}

/** The page of `millrace COMMAND --help`. */
export function page(command: CommandSpec, terminal: Terminal): readonly string[] {
  const options = { ...command.options, ...COMMON_OPTIONS }
  const left = Object.entries(options).map(([name, option]) => ({ left: leftOf(name, option), help: option.help }))
  const width = Math.max(...left.map((line) => line.left.length)) + 3
  return [
    command.summary,
    '',
    terminal.style('bold', 'Usage'),
    `  millrace ${command.name} ${command.usage}`.trimEnd(),
    '',
    terminal.style('bold', 'Options'),
    ...left.map((line) => `  ${terminal.style('cyan', line.left.padEnd(width))}${line.help}`),
    ...(command.details === undefined ? [] : ['', ...command.details.trim().split('\n')]),
  ]
}

function leftOf(name: string, option: OptionSpec): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `
  return `${short}--${name}${option.value === undefined ? '' : ` ${option.value}`}`
}
