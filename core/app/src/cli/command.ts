// What a command of the command line is: data that gives its help page, its parsing and what it does.

import type { Terminal } from './terminal.ts'

export interface OptionSpec {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  /** May be given several times. */
  readonly multiple?: boolean
  /** What stands for the value on the help page: `FILE`. */
  readonly value?: string
  readonly help: string
}

export interface Arguments {
  readonly positionals: readonly string[]
  /** The last value of an option; undefined when it was not given. */
  text(option: string): string | undefined
  all(option: string): readonly string[]
  has(option: string): boolean
}

export interface CommandContext {
  readonly arguments: Arguments
  readonly terminal: Terminal
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly directory: string
}

export interface CommandSpec {
  /** One or two words: `run`, `server standalone`. */
  readonly name: string
  readonly summary: string
  /** After the name: `FLOW.yaml [options]`. */
  readonly usage: string
  readonly details?: string
  readonly options: Readonly<Record<string, OptionSpec>>
  /** How many arguments beside the options it takes. */
  readonly positionals: { readonly min: number; readonly max: number }
  /** The exit code. */
  run(context: CommandContext): Promise<number>
}

/** The exit codes of every command. */
export const EXIT = { success: 0, failed: 1, wrong: 2 } as const

/** Options that every command has beside its own. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  help: { type: 'boolean', short: 'h', help: 'Show this page.' },
  verbose: { type: 'boolean', help: 'Show the stack of an error.' },
}
