// Answers of the server that are errors, as the same coded error that the server threw.

import { ERRORS, isJsonObject, jsonText, MillraceError, type ErrorCode, type JsonObject } from '@millrace/model'

/** What stands for the code of a server that is no Millrace, or is newer than this client. */
const BY_KIND: Readonly<Partial<Record<number, ErrorCode>>> = {
  400: 'MR_REQUEST_INVALID',
  403: 'MR_REQUEST_ORIGIN',
  404: 'MR_ROUTE_NOT_FOUND',
  409: 'MR_EXECUTION_STATE',
  413: 'MR_REQUEST_TOO_LARGE',
  503: 'MR_OVERLOADED',
}

/** The error in an answer whose status is not 2xx. */
export function errorOfAnswer(status: number, text: string): MillraceError {
  const body = parsed(text)
  const message = typeof body['message'] === 'string' ? body['message'] : `The server answered ${status}.`
  const issues = issuesIn(body)
  return new MillraceError(codeOf(body, status), message, {
    ...detailsOf(body),
    ...(issues.length > 0 ? { issues } : {}),
  })
}

function issuesIn(body: JsonObject): readonly MillraceError[] {
  const embedded = body['_embedded']
  const errors: unknown = embedded !== undefined && isJsonObject(embedded) ? embedded['errors'] : undefined
  if (!Array.isArray(errors)) return []
  const findings = errors.filter((error: unknown): error is JsonObject => isJsonObject(error))
  // A single error repeats itself there.
  if (findings.length === 1 && findings[0]?.['message'] === body['message']) return []
  return findings.map((error) => new MillraceError(codeOf(error, 422), jsonText(error['message']), detailsOf(error)))
}

function codeOf(body: JsonObject, status: number): ErrorCode {
  const code = body['code']
  if (typeof code === 'string' && Object.hasOwn(ERRORS, code)) return code as ErrorCode
  return BY_KIND[status] ?? 'MR_INTERNAL'
}

function detailsOf(body: JsonObject): {
  readonly hint?: string
  readonly position?: { readonly line: number; readonly column: number }
} {
  const { hint, line, column } = body
  return {
    ...(typeof hint === 'string' ? { hint } : {}),
    ...(typeof line === 'number' && typeof column === 'number' ? { position: { line, column } } : {}),
  }
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : {}
  } catch (error) {
    // What stands between may answer with a page of its own.
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
