// One request to the server: paths, parameters, bodies, and what its answer means.

import { messageOf, MillraceError } from '@millrace/model'
import { errorOfAnswer } from './errors.ts'

type QueryValue = string | number | boolean | undefined | readonly string[]

interface RequestOptions {
  readonly query?: Readonly<Record<string, QueryValue>>
  readonly body?: RequestInit['body']
  /** Left out for a form, which says its own. */
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
  /** The path begins at the root of the server, not below the tenant. */
  readonly isRoot?: boolean
  /** A status beside 2xx that is an answer and no error. */
  readonly accepts?: number
}

export interface ClientOptions {
  /** For example `http://127.0.0.1:8080`. */
  readonly url: string
  /** Default `main`. */
  readonly tenant?: string
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of the platform's own. */
  readonly fetch?: typeof fetch
}

export interface Transport {
  /** The answer, when its status is 2xx. Rejects with a MillraceError: the server's own, or MR_SERVER_UNREACHABLE. */
  send(method: string, path: string, options?: RequestOptions): Promise<Response>
  json<T>(method: string, path: string, options?: RequestOptions): Promise<T>
}

export function createTransport(options: ClientOptions): Transport {
  const root = options.url.replace(/\/+$/, '')
  const call = options.fetch ?? fetch
  const send = async (method: string, path: string, request: RequestOptions = {}): Promise<Response> => {
    const { body, contentType, signal, isRoot = false, accepts } = request
    const headers = {
      ...options.headers,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...request.headers,
    }
    const target = `${root}${isRoot ? '' : `/api/v1/${options.tenant ?? 'main'}`}${path}${queryText(request.query)}`
    const response = await reach(
      () =>
        call(target, {
          method,
          headers,
          ...(body === undefined ? {} : { body }),
          ...(signal === undefined ? {} : { signal }),
        }),
      root,
    )
    if (response.ok || response.status === accepts) return response
    throw errorOfAnswer(response.status, await response.text())
  }
  return {
    send,
    async json<T>(method: string, path: string, request?: RequestOptions) {
      return (await (await send(method, path, request)).json()) as T
    },
  }
}

async function reach(call: () => Promise<Response>, root: string): Promise<Response> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error
    const cause = error instanceof Error ? error.cause : undefined
    throw new MillraceError(
      'MR_SERVER_UNREACHABLE',
      `The server at ${root} cannot be reached: ${messageOf(cause ?? error)}.`,
      { cause: error },
    )
  }
}

function queryText(query: RequestOptions['query'] = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    for (const each of Array.isArray(value) ? value : [value]) parameters.append(name, String(each))
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`
}

/** A path of segments, each as it is. Throws MR_REQUEST_INVALID for one that would name another path. */
export function pathOf(...segments: readonly string[]): string {
  const bad = segments.find((segment) => segment === '' || segment === '.' || segment === '..')
  if (bad !== undefined) throw new MillraceError('MR_REQUEST_INVALID', `\`${bad}\` is no id.`)
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join('')
}
