// From the words of a command line to a command and its arguments.

import { parseArgs } from 'node:util'
import { messageOf, MillraceError, nearestWords } from '@millrace/model'
import { COMMON_OPTIONS, type Arguments, type CommandSpec, type OptionSpec } from './command.ts'

export type Invocation =
  | { readonly kind: 'overview' }
  | { readonly kind: 'version' }
  | { readonly kind: 'page'; readonly command: CommandSpec }
  | { readonly kind: 'run'; readonly command: CommandSpec; readonly arguments: Arguments }

/** Rejects with MR_USAGE. */
export function parseCommandLine(words: readonly string[], commands: readonly CommandSpec[]): Invocation {
  const command = commands.find(({ name }) => name.split(' ').every((part, index) => words[index] === part))
  if (command === undefined) return withoutCommand(words, commands)
  const rest = words.slice(command.name.split(' ').length)
  const parsed = argumentsOf(command, rest)
  if (parsed.has('help')) return { kind: 'page', command }
  const { min, max } = command.positionals
  const count = parsed.positionals.length
  if (count < min)
    throw usage(command, `\`millrace ${command.name}\` needs ${command.usage.split(' ')[0] ?? 'an argument'}.`)
  if (count > max)
    throw usage(command, `\`millrace ${command.name}\` takes no argument "${parsed.positionals[max] ?? ''}".`)
  return { kind: 'run', command, arguments: parsed }
}

function withoutCommand(words: readonly string[], commands: readonly CommandSpec[]): Invocation {
  const [first] = words
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return { kind: 'overview' }
  if (first === '--version' || first === '-v' || first === 'version') return { kind: 'version' }
  const siblings = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
  if (siblings.length > 0) {
    throw new MillraceError('MR_USAGE', `\`millrace ${first}\` needs a command: ${siblings.join(', ')}.`)
  }
  const [near] = nearestWords(
    words.slice(0, 2).join(' '),
    commands.map(({ name }) => name),
    1,
  )
  throw new MillraceError(
    'MR_USAGE',
    `There is no command "${first}".`,
    near === undefined ? {} : { hint: `Did you mean "${near}"?` },
  )
}

function argumentsOf(command: CommandSpec, words: readonly string[]): Arguments {
  const options = { ...command.options, ...COMMON_OPTIONS }
  const { values, positionals } = parseWords(command, words, options)
  const all = (option: string): readonly string[] => (values[option] ?? []).filter((value) => typeof value === 'string')
  return { positionals, all, text: (option) => all(option).at(-1), has: (option) => (values[option] ?? []).length > 0 }
}

interface ParsedWords {
  readonly values: Readonly<Record<string, readonly (string | boolean)[] | undefined>>
  readonly positionals: readonly string[]
}

function parseWords(
  command: CommandSpec,
  words: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
): ParsedWords {
  const specs = Object.entries(options).map(([name, { type, short }]) => {
    const spec = short === undefined ? { type, multiple: true as const } : { type, short, multiple: true as const }
    return [name, spec] as const
  })
  try {
    return parseArgs({ args: [...words], options: Object.fromEntries(specs), allowPositionals: true, strict: true })
  } catch (error) {
    const unknown = words.find((word) => word.startsWith('--') && !((word.slice(2).split('=')[0] ?? '') in options))
    const [near] = nearestWords(unknown?.slice(2) ?? '', Object.keys(options), 1)
    const message = messageOf(error).split('. ')[0] ?? ''
    throw usage(command, `${message}.`, near === undefined ? undefined : `Did you mean --${near}?`)
  }
}

function usage(
  command: CommandSpec,
  message: string,
  hint = `See \`millrace ${command.name} --help\`.`,
): MillraceError {
  return new MillraceError('MR_USAGE', message, { hint })
}
