// How the end of an attempt is told: from what was thrown, and from why it was aborted.

import { isMillraceError, messageOf } from '@millrace/model'
import type { AttemptError } from '@millrace/model'
import type { AttemptResult } from '@millrace/ports'

/** A text for anything that was thrown, also for values whose conversion to text throws. */
function textOf(thrown: unknown): string {
  try {
    const text: unknown = messageOf(thrown)
    if (typeof text === 'string' && text !== '') return text
    return thrown instanceof Error ? thrown.name : 'Something without a message was thrown.'
  } catch (cause) {
    return `Something that has no text was thrown (${typeof cause}).`
  }
}

/** The error of an attempt for anything that was thrown. */
export function attemptErrorOf(thrown: unknown): AttemptError {
  return { code: isMillraceError(thrown) ? thrown.code : 'MR_TASK_FAILED', message: textOf(thrown) }
}

/** A FAILED result for anything that was thrown. */
export function failedBy(thrown: unknown): AttemptResult {
  return { state: 'FAILED', error: attemptErrorOf(thrown) }
}

/** The result of an aborted attempt: FAILED when its time ran out or the process stops, else KILLED. */
export function endedByAbort(signal: AbortSignal): AttemptResult {
  const reason: unknown = signal.reason
  if (!isMillraceError(reason)) {
    return { state: 'KILLED', error: { code: 'MR_TASK_KILLED', message: 'The task was killed.' } }
  }
  return { state: reason.code === 'MR_TASK_KILLED' ? 'KILLED' : 'FAILED', error: attemptErrorOf(reason) }
}
