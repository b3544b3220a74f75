// How the command line says what went wrong: one line with the code, then the hint, then each finding with its place.

import { isMillraceError, messageOf, MillraceError, type ErrorKind } from '@millrace/model'
import { EXIT } from './command.ts'
import type { Terminal } from './terminal.ts'

/** Prints an error. The stack only when asked for. */
export function complain(error: unknown, terminal: Terminal, isVerbose: boolean): void {
  const shown = isMillraceError(error) ? error : new MillraceError('MR_INTERNAL', messageOf(error), { cause: error })
  const place = shown.position === undefined ? '' : ` (${placeOf(shown)})`
  terminal.report(`${terminal.style('red', 'error')} ${terminal.style('bold', shown.code)}: ${shown.message}${place}`)
  for (const issue of shown.issues) for (const line of findingLines(issue, terminal)) terminal.report(`  ${line}`)
  if (shown.hint !== undefined) terminal.report(terminal.style('dim', `      ${shown.hint}`))
  if (isVerbose) terminal.report(stackOf(error))
}

/** `file:line:column  CODE  message`, and the hint below it. */
export function findingLines(finding: MillraceError, terminal: Terminal): readonly string[] {
  const level = finding.severity === 'warning' ? `${terminal.style('yellow', 'warning')}: ` : ''
  const line = `${placeOf(finding)}  ${terminal.style('bold', finding.code)}  ${level}${finding.message}`
  return finding.hint === undefined ? [line] : [line, terminal.style('dim', `    ${finding.hint}`)]
}

const placeOf = ({ position }: MillraceError): string =>
  position === undefined
    ? '-'
    : `${position.file === undefined ? '' : `${position.file}:`}${position.line}:${position.column}`

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}

/** Kinds that are the caller's to mend give 2, all others 1. */
const WRONG: ReadonlySet<ErrorKind> = new Set(['invalid', 'malformed', 'missing', 'too-large', 'conflict'])

export function exitCodeOf(error: unknown): number {
  return isMillraceError(error) && WRONG.has(error.kind) ? EXIT.wrong : EXIT.failed
}
