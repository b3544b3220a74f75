// HttpClient: requests to other systems, checked by the network rules of the installation.

import type { Bytes } from './storage.ts'

export interface HttpRequest {
  /** `http:` or `https:`. */
  readonly uri: string
  /** GET unless told. */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Gives the body from its beginning each time, since a redirect may ask for it again. */
  readonly body?: () => Bytes | Uint8Array
  /** Default true. */
  readonly followsRedirects?: boolean
  /** How long the connection may take to open. Default 10 s. */
  readonly connectTimeoutMs?: number
  /** How long the other side may be silent. Default 5 min. */
  readonly idleTimeoutMs?: number
  /** The largest body that is read. Default 100 MiB. */
  readonly maxBytes?: number
  /** Accepts any certificate. */
  readonly trustsAll?: boolean
  readonly signal?: AbortSignal
}

export interface HttpAnswer {
  /** After redirects. */
  readonly uri: string
  readonly status: number
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  /** To be read to its end, or returned; decompressed. Throws MR_HTTP_TOO_LARGE and MR_HTTP_FAILED. */
  readonly body: Bytes
}

export interface HttpClient {
  /**
   * Whatever the status. Rejects with MR_HTTP_REQUEST (no such request), MR_HTTP_ADDRESS (the network rules refuse it),
   * MR_HTTP_FAILED (no connection, no answer, too many redirects) and the reason of the signal.
   */
  send(request: HttpRequest): Promise<HttpAnswer>
}
