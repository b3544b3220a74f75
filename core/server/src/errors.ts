// The one place where an error becomes an answer: the kind gives the status, the body says what, where and what to do.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { ERROR_KINDS, isMillraceError, MillraceError, type ErrorCode, type JsonObject } from '@millrace/model'
import type { Log } from '@millrace/runtime'

/** An error as JSON. */
export function errorBody(error: MillraceError): JsonObject {
  const findings = error.issues.length > 0 ? error.issues : [error]
  return {
    message: error.message,
    code: error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...placeOf(error),
    _embedded: { errors: findings.map(findingBody) },
  }
}

/** One finding as JSON. */
export function findingBody(error: MillraceError): JsonObject {
  return {
    message: error.message,
    code: error.code,
    severity: error.severity,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...placeOf(error),
  }
}

function placeOf({ position }: MillraceError): JsonObject {
  return position === undefined ? {} : { line: position.line, column: position.column }
}

/** Answers with an error; what nobody foresaw is logged in full and told in general. */
export function errorHandler(log: Log): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  return (thrown, request, reply) => {
    const error = isMillraceError(thrown) ? thrown : translated(thrown)
    if (error.kind === 'defect')
      log.error({ err: thrown, method: request.method, url: request.url }, 'A request failed.')
    const { status, isRetryable } = ERROR_KINDS[error.kind]
    if (isRetryable) reply.header('retry-after', '1')
    reply.code(status).send(errorBody(error))
  }
}

/** Errors of the HTTP framework in our words. */
function translated(thrown: unknown): MillraceError {
  const { code, statusCode, message } = thrown as {
    readonly code?: unknown
    readonly statusCode?: unknown
    readonly message?: unknown
  }
  const text = typeof message === 'string' ? message : 'The request cannot be read.'
  const status = typeof statusCode === 'number' ? statusCode : 500
  const as = (name: ErrorCode): MillraceError => new MillraceError(name, text, { cause: thrown })
  if (status === 413 || (typeof code === 'string' && /TOO_LARGE|LIMIT/.test(code))) return as('MR_REQUEST_TOO_LARGE')
  if (status >= 400 && status < 500) return as('MR_REQUEST_INVALID')
  return new MillraceError('MR_INTERNAL', 'Something went wrong on the server; its log says more.', { cause: thrown })
}
