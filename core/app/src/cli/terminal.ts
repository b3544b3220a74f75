// Where a command writes, and whether it may use colours there.

import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

export interface Terminal {
  /** One line of the command's answer. */
  print(line: string): void
  /** One line beside the answer: progress, warnings, errors. */
  report(line: string): void
  /** The text in a colour, or as it is where there are none. */
  style(style: Style, text: string): string
  /** Characters a line; undefined in a pipe. */
  readonly columns: number | undefined
}

export interface TerminalHost {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Colours where standard output is a terminal, or FORCE_COLOR says so, and NO_COLOR does not forbid them. */
export function createTerminal(host: TerminalHost): Terminal {
  const isColoured = wantsColour(host)
  return {
    print: (line) => void host.stdout.write(`${line}\n`),
    report: (line) => void host.stderr.write(`${line}\n`),
    style: (style, text) => (isColoured ? styleText(style, text, { validateStream: false }) : text),
    columns: host.stdout.isTTY ? host.stdout.columns : undefined,
  }
}

function wantsColour({ stdout, env }: TerminalHost): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false
  if ((env['FORCE_COLOR'] ?? '') !== '') return env['FORCE_COLOR'] !== '0'
  return stdout.isTTY && env['TERM'] !== 'dumb'
}
