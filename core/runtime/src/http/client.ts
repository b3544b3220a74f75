// Requests to other systems: redirects are followed by these rules, each hop checked; bodies are decompressed and bounded.

import type { IncomingMessage } from 'node:http'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { pipeline, type Transform } from 'node:stream'
import { MillraceError } from '@millrace/model'
import type { Bytes, HttpAnswer, HttpClient, HttpRequest } from '@millrace/ports'
import { exchange, failed, type ExchangeRules } from './exchange.ts'

const MAX_REDIRECTS = 5
const MAX_BYTES = 100 * 1024 * 1024
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
/** What belongs to one origin alone. */
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization'])
/** What describes a body that is not sent again. */
const OF_BODY: ReadonlySet<string> = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
])

export function createHttpClient(rules: ExchangeRules): HttpClient {
  return { send: (request) => send(request, rules) }
}

interface Hop {
  readonly url: URL
  readonly request: HttpRequest
  readonly headers: Readonly<Record<string, string | readonly string[]>>
}

async function send(request: HttpRequest, rules: ExchangeRules): Promise<HttpAnswer> {
  let hop: Hop = { url: urlOf(request.uri), request, headers: headersOf(request) }
  for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
    request.signal?.throwIfAborted()
    const incoming = await exchange(hop.url, hop.request, hop.headers, rules)
    const location = request.followsRedirects === false ? undefined : incoming.headers.location
    if (location === undefined || !REDIRECTS.has(incoming.statusCode ?? 0)) return answerOf(hop, incoming)
    incoming.destroy()
    hop = redirected(hop, incoming.statusCode ?? 0, location)
  }
  throw new MillraceError('MR_HTTP_FAILED', `${hop.url.origin} redirects more than ${MAX_REDIRECTS} times.`)
}

function urlOf(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : undefined
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  throw new MillraceError('MR_HTTP_REQUEST', `"${text.slice(0, 200)}" is no address of the web.`, {
    hint: 'It begins with http:// or https://.',
  })
}

function headersOf({ headers = {}, body }: HttpRequest): Hop['headers'] {
  const named: Record<string, string | readonly string[]> = { 'accept-encoding': 'gzip, deflate, br' }
  for (const [name, value] of Object.entries(headers)) {
    const isValid = /^[\w!#$%&'*+.^`|~-]+$/.test(name) && ![value].flat().some((each) => /[\r\n\0]/.test(each))
    if (!isValid) throw new MillraceError('MR_HTTP_REQUEST', `The header "${name.slice(0, 100)}" cannot be sent.`)
    named[name.toLowerCase()] = value
  }
  const content = body?.()
  if (content instanceof Uint8Array) named['content-length'] = String(content.byteLength)
  return named
}

function redirected({ url, request, headers }: Hop, status: number, location: string): Hop {
  const next = urlOf(location, url)
  const method = request.method?.toUpperCase() ?? 'GET'
  const dropsBody = status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST'
  const { body: _body, ...bare } = request
  const kept = Object.entries(headers).filter(
    ([name]) =>
      name !== 'host' && !(next.origin !== url.origin && CREDENTIALS.has(name)) && !(dropsBody && OF_BODY.has(name)),
  )
  return {
    url: next,
    request: dropsBody ? { ...bare, method: 'GET' } : request,
    headers: Object.fromEntries(kept),
  }
}

function answerOf({ url, request }: Hop, incoming: IncomingMessage): HttpAnswer {
  const headers: Record<string, readonly string[]> = Object.create(null) as Record<string, readonly string[]>
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    const name = (incoming.rawHeaders[index] ?? '').toLowerCase()
    headers[name] = [...(headers[name] ?? []), incoming.rawHeaders[index + 1] ?? '']
  }
  return { uri: url.href, status: incoming.statusCode ?? 0, headers, body: bodyOf(url, request, incoming) }
}

async function* bodyOf(url: URL, { maxBytes = MAX_BYTES, signal }: HttpRequest, incoming: IncomingMessage): Bytes {
  let read = 0
  try {
    for await (const chunk of decompressed(incoming)) {
      read += chunk.byteLength
      if (read > maxBytes)
        throw new MillraceError('MR_HTTP_TOO_LARGE', `The answer of ${url.origin} is larger than ${maxBytes} bytes.`)
      yield chunk
    }
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason
    throw failed(url, error)
  } finally {
    incoming.destroy()
  }
}

function decompressed(incoming: IncomingMessage): AsyncIterable<Uint8Array> {
  const encoding = incoming.headers['content-encoding']?.trim().toLowerCase()
  if (encoding === 'gzip' || encoding === 'x-gzip') return through(incoming, createGunzip())
  if (encoding === 'deflate') return through(incoming, createInflate())
  if (encoding === 'br') return through(incoming, createBrotliDecompress())
  return incoming
}

/** An error of either ends the stream that is read. */
function through(incoming: IncomingMessage, transform: Transform): AsyncIterable<Uint8Array> {
  return pipeline(incoming, transform, () => undefined)
}
