// `NAME=VALUE` arguments.

import { MillraceError } from '@millrace/model'

/** Rejects with MR_USAGE what has no `=` or no name. */
export function readAssignments(option: string, given: readonly string[]): ReadonlyMap<string, string> {
  return new Map(given.map((text) => readAssignment(option, text)))
}

function readAssignment(option: string, text: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new MillraceError('MR_USAGE', `--${option} "${text}" is not of the form NAME=VALUE.`)
}
