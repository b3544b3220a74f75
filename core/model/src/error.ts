// One error class for everything that a caller may see. The kind alone gives the HTTP status and whether a retry makes
// sense; the code is permanent and documented.

import { ERRORS, type ErrorCode } from './error-catalogue.ts'

/** What sort of trouble it is, and what follows from it everywhere. */
export const ERROR_KINDS = {
  invalid: { status: 422, isRetryable: false },
  malformed: { status: 400, isRetryable: false },
  unauthenticated: { status: 401, isRetryable: false },
  forbidden: { status: 403, isRetryable: false },
  missing: { status: 404, isRetryable: false },
  conflict: { status: 409, isRetryable: false },
  'too-large': { status: 413, isRetryable: false },
  overloaded: { status: 503, isRetryable: true },
  unavailable: { status: 503, isRetryable: true },
  defect: { status: 500, isRetryable: false },
} as const
export type ErrorKind = keyof typeof ERROR_KINDS

/** A place in a source text; both count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
  readonly file?: string
}

export interface ErrorDetails {
  /** What to do about it, where the catalogue's advice is too general. */
  readonly hint?: string
  readonly position?: Position
  readonly cause?: unknown
  /** Several findings of one document, each an error of its own. */
  readonly issues?: readonly MillraceError[]
  /** `warning`: worth knowing, and no reason to refuse. `error` unless told. */
  readonly severity?: Severity
}

export type Severity = 'error' | 'warning'

const isMillraceErrorBrand = Symbol.for('millrace.error')

/** An error with a permanent code. `message` says what happened, `hint` what to do. */
export class MillraceError extends Error {
  readonly code: ErrorCode
  readonly kind: ErrorKind
  readonly hint: string | undefined
  readonly position: Position | undefined
  readonly issues: readonly MillraceError[]
  readonly severity: Severity
  readonly [isMillraceErrorBrand] = true

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'MillraceError'
    this.code = code
    this.kind = ERRORS[code].kind
    this.hint = details.hint ?? ERRORS[code].hint
    this.position = details.position
    this.issues = details.issues ?? []
    this.severity = details.severity ?? 'error'
  }
}

/** Holds across copies of this package, where `instanceof` does not. */
export function isMillraceError(value: unknown): value is MillraceError {
  return typeof value === 'object' && value !== null && isMillraceErrorBrand in value
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message
  return typeof thrown === 'string' ? thrown : String(thrown)
}
