// Shell commands as a command: they go into a file that the interpreter reads, so that their size has no limit.

import { MillraceError } from '@millrace/sdk-plugin'
import type { Command } from '@millrace/sdk-plugin'
import { inputFilesOf } from './input-files.ts'
import type { ScriptProperties } from './script-properties.ts'

const DEFAULT_INTERPRETER = ['/bin/sh', '-c']
/** A name that is left out of the output files. */
const SHELL_FILE = '.millrace-script.sh'

function argvOf(interpreter: readonly string[], text: string): Command['argv'] {
  const [program, ...args] = interpreter
  if (program === undefined) throw new MillraceError('MR_TASK_PROPERTY', '`interpreter` names no program.')
  return args.at(-1) === '-c' ? [program, ...args.slice(0, -1), SHELL_FILE] : [program, ...args, text]
}

/** The one of `commands` and `script` that is given; fails with MR_TASK_PROPERTY for none or both. */
export function givenScript({ commands, script }: ScriptProperties): {
  readonly commands?: readonly string[]
  readonly script?: string
} {
  if (commands !== undefined && script !== undefined) {
    throw new MillraceError('MR_TASK_PROPERTY', 'Both `commands` and `script` are given; a task has one of them.')
  }
  if (commands !== undefined && commands.length > 0) return { commands }
  if (script !== undefined && script.trim() !== '') return { script }
  throw new MillraceError('MR_TASK_PROPERTY', 'Neither `commands` nor `script` is given.')
}

/** A command that runs shell lines, `beforeCommands` first, with what the task says of files and environment. */
export function shellCommand(properties: ScriptProperties, lines: readonly string[]): Command {
  const head = (properties.failFast ?? true) ? ['set -e'] : []
  const text = [...head, ...(properties.beforeCommands ?? []), ...lines, ''].join('\n')
  return {
    argv: argvOf(properties.interpreter ?? DEFAULT_INTERPRETER, text),
    environment: properties.env ?? {},
    inputFiles: { ...inputFilesOf(properties.inputFiles), [SHELL_FILE]: { text } },
    outputFiles: properties.outputFiles ?? [],
    warnsOnErrorLines: properties.warningOnStdErr ?? true,
  }
}
