// What `http()` in an expression gives: the body of an answer, read as JSON where it is.

import { messageOf, type Json } from '@millrace/model'
import type { Answer, Need } from '@millrace/expression'
import type { HttpAnswer, HttpClient, HttpRequest } from '@millrace/ports'

type Asked = Extract<Need, { readonly kind: 'http' }>['request']

const MAX_BYTES = 1_048_576
/** A decision or a rendering waits for it. */
const TIMEOUT_MS = 10_000

/** Never rejects: whatever goes wrong with another system is a failure of the expression. */
export async function httpAnswer(http: HttpClient | undefined, asked: Asked): Promise<Answer> {
  if (http === undefined) return { failure: 'Expressions cannot send requests here.' }
  try {
    const answer = await http.send(requestOf(asked))
    const text = await textOf(answer)
    if (answer.status >= 400) return { failure: `The request ended with the status ${answer.status}.` }
    return { value: isJson(answer) ? (JSON.parse(text) as Json) : text }
  } catch (error) {
    return { failure: messageOf(error) }
  }
}

function requestOf(asked: Asked): HttpRequest {
  const { body, contentType, accept, method } = asked
  const content =
    body === undefined || body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  return {
    uri: withQuery(textIn(asked['uri']), asked['query']),
    method: method === undefined ? 'GET' : textIn(method).toUpperCase(),
    headers: {
      accept: accept === undefined ? 'application/json' : textIn(accept),
      ...(content === undefined ? {} : { 'content-type': textIn(contentType ?? 'application/json') }),
      ...mapOf(asked['headers']),
    },
    ...(content === undefined ? {} : { body: () => new TextEncoder().encode(content) }),
    connectTimeoutMs: TIMEOUT_MS,
    idleTimeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }
}

function withQuery(uri: string, query: Asked[string] | undefined): string {
  const entries = Object.entries(mapOf(query))
  if (entries.length === 0 || !URL.canParse(uri)) return uri
  const url = new URL(uri)
  for (const [name, value] of entries) url.searchParams.append(name, value)
  return url.href
}

function mapOf(value: Asked[string] | undefined): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, textIn(entry)]))
}

function textIn(value: Asked[string] | undefined): string {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
}

function isJson({ headers }: HttpAnswer): boolean {
  return /[/+]json\b/.test(headers['content-type']?.[0] ?? '')
}

async function textOf({ body }: HttpAnswer): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
