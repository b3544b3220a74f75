// What became of a command, told when it is durable.

import { MillraceError, type ErrorCode } from '@millrace/model'
import type { Subject } from './subject.ts'

export type Outcome =
  /** Applied and committed. `subject` shows the committed state while the callback runs. */
  | { readonly kind: 'changed'; readonly subject: Subject }
  /** It was applied before, or there was nothing to do. */
  | { readonly kind: 'unchanged'; readonly subject: Subject }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string }
  /** There is no such entity. */
  | { readonly kind: 'missing' }
  /** Given up; whether a commit happened is unknown when the error is of kind `unavailable`. */
  | { readonly kind: 'failed'; readonly error: MillraceError }
  /** The delivery has passed to another consumer, which handles it. */
  | { readonly kind: 'passed-on' }

/** What a caller of the API is told when a command did not work. */
export function errorOf(outcome: Exclude<Outcome, { kind: 'changed' | 'unchanged' }>, id: string): MillraceError {
  switch (outcome.kind) {
    case 'refused':
      return new MillraceError(outcome.code, outcome.message)
    case 'missing':
      return new MillraceError('MR_EXECUTION_NOT_FOUND', `There is no execution "${id}".`)
    case 'failed':
      return outcome.error
    case 'passed-on':
      return new MillraceError('MR_DATABASE_UNAVAILABLE', 'Another process took the command over.')
  }
}
