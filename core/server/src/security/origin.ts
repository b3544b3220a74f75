// Keeps foreign web pages out of a server that trusts its own machine: a page may not reach it under another name (DNS
// rebinding), nor change anything from another site (cross-site requests).

import type { IncomingHttpHeaders } from 'node:http'
import { MillraceError } from '@millrace/model'

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'] as const
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

export interface RequestHead {
  readonly method: string
  /** The request target as it came. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as Node gives them. */
  readonly rawHeaders: readonly string[]
}

/** A check of request heads that throws MR_REQUEST_ORIGIN; `hosts` are names beside those of the loopback interface. */
export function originCheck(hosts: readonly string[]): (head: RequestHead) => void {
  const allowed = new Set([...LOOPBACK_NAMES, ...hosts].map((host) => host.toLowerCase()))
  return (head) => {
    const host = onlyHost(head)
    if (!allowed.has(host.name)) throw foreign('Host', host.text)
    if (SAFE_METHODS.has(head.method)) return
    const { origin } = head.headers
    if (origin !== undefined && !isSameSite(origin, host.text)) throw foreign('Origin', origin)
    const site = head.headers['sec-fetch-site']
    if (origin === undefined && (site === 'cross-site' || site === 'same-site'))
      throw foreign('Sec-Fetch-Site', String(site))
  }
}

/** The one Host header; two of them, or a whole URL as the target, leave room for a trick. */
function onlyHost(head: RequestHead): { readonly text: string; readonly name: string } {
  const count = head.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length
  const text = head.headers.host ?? ''
  const match = /^(\[[0-9a-f:.]+\]|[^:@/\\\s]+)(?::(\d{1,5}))?$/i.exec(text)
  if (count > 1 || match === null || !head.target.startsWith('/')) throw foreign('Host', text)
  return { text: text.toLowerCase(), name: (match[1] ?? '').toLowerCase() }
}

/** Behind a proxy that ends TLS the origin says https where the server speaks http. */
function isSameSite(origin: string, host: string): boolean {
  const text = origin.toLowerCase()
  return text === `http://${host}` || text === `https://${host}`
}

function foreign(header: string, value: string): MillraceError {
  return new MillraceError(
    'MR_REQUEST_ORIGIN',
    `A request with the ${header} header \`${value.slice(0, 100)}\` is not taken.`,
    {
      hint: 'Use the name under which the server listens, and no web page of another site.',
    },
  )
}

/** Whether an address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
