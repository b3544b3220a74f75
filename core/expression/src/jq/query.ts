/**
 * jq programs over plain data. Parsed programs are kept, all dropped when there are many.
 */
import type { Frame } from '../evaluation/frame.ts'
import { Failure } from '../evaluation/signals.ts'
import type { Datum } from '../values/value.ts'
import { noNames } from './environment.ts'
import { Interpreter } from './interpreter.ts'
import { parseJq } from './parser.ts'
import type { Jq } from './tree.ts'
import { JqError, plainMessage } from './values.ts'

const CACHED = 100
const programs = new Map<string, Jq>()

function parsed(program: string): Jq {
  const known = programs.get(program)
  if (known) return known
  const tree = parseJq(program)
  if (programs.size >= CACHED) programs.clear()
  programs.set(program, tree)
  return tree
}

/** All results of a program, as a list. */
export function queryJq(frame: Frame, program: string, input: Datum): Datum {
  try {
    return [...new Interpreter(frame).values(parsed(program), noNames, input)]
  } catch (signal) {
    if (!(signal instanceof JqError)) throw signal
    throw new Failure('MR_EXPRESSION_FAILED', `The jq program failed: ${plainMessage(signal.value)}`)
  }
}
