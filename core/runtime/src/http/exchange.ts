// One request and its answer over a connection to an address that was checked.

import { lookup, type LookupAddress } from 'node:dns'
import type { IncomingMessage, RequestOptions } from 'node:http'
import type { LookupFunction, Socket } from 'node:net'
import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isMillraceError, messageOf, MillraceError } from '@millrace/model'
import type { HttpRequest } from '@millrace/ports'
import { isRefused } from './addresses.ts'

// Not imported: an import asks `node:http` for each of its names, some of which load Node's fetch, 10 MB at every start.
const { request: requestPlain } = process.getBuiltinModule('node:http')
const { request: requestSecure } = process.getBuiltinModule('node:https')

export interface ExchangeRules {
  readonly deniesPrivate: boolean
}

const MAX_HEADER_BYTES = 64 * 1024
const CONNECT_TIMEOUT_MS = 10_000
const IDLE_TIMEOUT_MS = 300_000

function refuse(host: string, address: string): MillraceError {
  return new MillraceError('MR_HTTP_ADDRESS', `${host} is at ${address}, which requests may not reach.`)
}

/** Resolves a name once and gives the connection the very addresses that were checked. */
function checkedLookup(rules: ExchangeRules): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return callback(error, [])
      const bad = addresses.find(({ address }) => isRefused(address, rules))
      if (bad !== undefined) return callback(refuse(host, bad.address), [])
      const [first] = addresses
      if (options.all === true || first === undefined) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

/** The head of the answer; its body is still to be read. Rejects with a MillraceError. */
export async function exchange(
  url: URL,
  request: HttpRequest,
  headers: Readonly<Record<string, string | readonly string[]>>,
  rules: ExchangeRules,
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && isRefused(host, rules)) throw refuse(host, host)
  const { signal, trustsAll, connectTimeoutMs = CONNECT_TIMEOUT_MS, idleTimeoutMs = IDLE_TIMEOUT_MS } = request
  const options: RequestOptions & { rejectUnauthorized?: boolean } = {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string | string[]>,
    lookup: checkedLookup(rules),
    maxHeaderSize: MAX_HEADER_BYTES,
    agent: false,
    ...(signal === undefined ? {} : { signal }),
    ...(trustsAll === true ? { rejectUnauthorized: false } : {}),
  }
  try {
    return await send(url, options, request, { connectTimeoutMs, idleTimeoutMs })
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason
    throw failed(url, error)
  }
}

/** Any trouble with a connection as one that is told to people, without what the URL may hold of secrets. */
export function failed(url: URL, error: unknown): MillraceError {
  if (isMillraceError(error)) return error
  if (error instanceof Error && isMillraceError(error.cause)) return error.cause
  const text = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : messageOf(error)
  return new MillraceError('MR_HTTP_FAILED', `The request to ${url.origin} failed: ${text}`, { cause: error })
}

function send(
  url: URL,
  options: RequestOptions,
  { body }: HttpRequest,
  { connectTimeoutMs, idleTimeoutMs }: { readonly connectTimeoutMs: number; readonly idleTimeoutMs: number },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const silent = (what: string): MillraceError =>
      new MillraceError('MR_HTTP_FAILED', `The request to ${url.origin} failed: ${what}.`)
    const outgoing = (url.protocol === 'https:' ? requestSecure : requestPlain)(url, options, resolve)
    outgoing.on('error', reject)
    const timer = setTimeout(
      () => outgoing.destroy(silent(`no connection within ${connectTimeoutMs} ms`)),
      connectTimeoutMs,
    )
    const stop = (): void => clearTimeout(timer)
    outgoing.once('close', stop)
    outgoing.once('socket', (socket: Socket) =>
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', stop),
    )
    outgoing.setTimeout(idleTimeoutMs, () => outgoing.destroy(silent(`no word for ${idleTimeoutMs} ms`)))
    if (body === undefined) outgoing.end()
    else pipeline(Readable.from(asStream(body())), outgoing).catch(reject)
  })
}

async function* asStream(content: ReturnType<NonNullable<HttpRequest['body']>>): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) yield content
  else yield* content
}
