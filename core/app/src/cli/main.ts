#!/usr/bin/env node
// The command line `millrace`: finds the command, runs it, turns what goes wrong into one line and an exit code.

import { enableCompileCache } from 'node:module'
import { COMMANDS } from './commands.ts'
import { complain, exitCodeOf } from './complaint.ts'
import { EXIT } from './command.ts'
import { overview, page } from './help.ts'
import { parseCommandLine } from './parse.ts'
import { createTerminal, type Terminal } from './terminal.ts'
import { version } from '../version.ts'

/** Runs one command line and gives the exit code; never rejects. */
async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const invocation = parseCommandLine(words, COMMANDS)
    if (invocation.kind === 'version') return print(terminal, [version()])
    if (invocation.kind === 'overview') return print(terminal, overview(COMMANDS, terminal))
    if (invocation.kind === 'page') return print(terminal, page(invocation.command, terminal))
    const { command, arguments: given } = invocation
    return await command.run({ arguments: given, terminal, environment: process.env, directory: process.cwd() })
  } catch (error) {
    complain(error, terminal, words.includes('--verbose'))
    return exitCodeOf(error)
  }
}

function print(terminal: Terminal, lines: readonly string[]): number {
  for (const line of lines) terminal.print(line)
  return EXIT.success
}

// What commands load is compiled once, not at each start; where the cache cannot be written, it is compiled.
enableCompileCache()
process.exitCode = await main(process.argv.slice(2), createTerminal(process))
