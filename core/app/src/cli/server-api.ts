// Asks a running server, for the commands that need one.

import { ERRORS, isJsonObject, jsonText, messageOf, MillraceError, type ErrorCode } from '@millrace/model'

const DEFAULT_SERVER = 'http://127.0.0.1:8080'

export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the tenant. */
  readonly path: string
}

/**
 * The JSON of the answer; undefined when there is none. Rejects with MR_SERVER_UNREACHABLE, or with the error of the
 * server.
 */
export async function askServer(server: string | undefined, { method, path }: Question): Promise<unknown> {
  const base = server ?? DEFAULT_SERVER
  const text = await fetchText(base, { method, path })
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MillraceError('MR_SERVER_UNREACHABLE', `What answers at ${base} is no Millrace server.`, { cause: error })
  }
}

async function fetchText(base: string, { method, path }: Question): Promise<string> {
  let response: Response
  try {
    response = await fetch(new URL(`/api/v1/main${path}`, base), { method })
  } catch (error) {
    const reason = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error)
    throw new MillraceError('MR_SERVER_UNREACHABLE', `No server answers at ${base}: ${reason}`, { cause: error })
  }
  const text = await response.text()
  if (response.ok) return text
  throw errorIn(text) ?? new MillraceError('MR_SERVER_UNREACHABLE', `The server at ${base} answers ${response.status}.`)
}

/** The error that the server describes; undefined when the answer is no such description. */
function errorIn(text: string): MillraceError | undefined {
  if (!text.startsWith('{')) return undefined
  const body: unknown = JSON.parse(text)
  if (!isJsonObject(body) || typeof body['code'] !== 'string' || !(body['code'] in ERRORS)) return undefined
  const hint = typeof body['hint'] === 'string' ? { hint: body['hint'] } : {}
  return new MillraceError(body['code'] as ErrorCode, jsonText(body['message']), hint)
}
