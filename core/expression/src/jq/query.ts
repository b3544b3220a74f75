/**
 * jq programs over plain data.
 */
import type { Frame } from '../evaluation/frame.ts'
import { Failure } from '../evaluation/signals.ts'
import type { Datum } from '../values/value.ts'

/** All results of a program, as a list. */
export function queryJq(_frame: Frame, _program: string, _input: Datum): Datum {
  throw new Failure('MR_EXPRESSION_FAILED', 'jq is not available yet')
}
