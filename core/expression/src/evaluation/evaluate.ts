/**
 * The boundary: compiled templates are run, and what they throw becomes data.
 */
import { errorAt, placeOf } from '../errors.ts'
import type { ExpressionError } from '../errors.ts'
import type { Context } from './context.ts'
import { Frame, type WriteTemplate } from './frame.ts'
import type { Need } from './needs.ts'
import { Failure, overLimit, Undefined, Wanting } from './signals.ts'

export type Evaluation<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'needs'; readonly needs: readonly Need[] }
  | { readonly kind: 'error'; readonly error: ExpressionError }

const QUOTED = 200

export interface Run<T> {
  readonly source: string
  readonly context: Context
  readonly write: WriteTemplate
  readonly run: (frame: Frame) => T
}

/** Runs an evaluation; needs win over errors, which may only follow from what is missing. */
export function evaluate<T>({ source, context, write, run }: Run<T>): Evaluation<T> {
  const frame = new Frame(context, write)
  try {
    const value = run(frame)
    return frame.needs.length === 0 ? { kind: 'value', value } : { kind: 'needs', needs: frame.needs }
  } catch (signal) {
    if (signal instanceof Wanting) return { kind: 'needs', needs: [...frame.needs, ...signal.needs] }
    if (frame.needs.length > 0) return { kind: 'needs', needs: frame.needs }
    return { kind: 'error', error: toError(source, signal) }
  }
}

/** What was thrown, as data. Running out of stack is a limit like any other. */
export function toError(source: string, signal: unknown): ExpressionError {
  const failure = signal instanceof Failure ? signal : asFailure(signal)
  const where = failure.source ?? source
  const at = failure.at ?? 0
  if (!(failure instanceof Undefined)) return errorAt(where, at, failure.code, failure.message)
  const quoted = where.length > QUOTED ? `${where.slice(0, QUOTED)}…` : where
  const message = `${failure.message} used in the expression \`${quoted}\` at line ${placeOf(where, at).line}`
  return errorAt(where, at, failure.code, message)
}

function asFailure(signal: unknown): Failure {
  if (signal instanceof RangeError) return overLimit('it is nested too deeply')
  return new Failure('MR_EXPRESSION_FAILED', signal instanceof Error ? signal.message : 'The expression failed')
}
