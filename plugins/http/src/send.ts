// Sends the request that a task describes.

import { MillraceError, parseDuration } from '@millrace/sdk-plugin'
import type { AttemptContext, HttpAnswer, HttpRequest, Json, JsonObject } from '@millrace/sdk-plugin'
import { encodedForm, multipartForm, textOf, type Body } from './form-body.ts'
import type { RequestProperties } from './request-properties.ts'

/** The answer, its body still to be read. Rejects with what the client rejects, MR_HTTP_STATUS and MR_TASK_PROPERTY. */
export async function send(context: AttemptContext, properties: RequestProperties): Promise<HttpAnswer> {
  const body = bodyOf(context, properties)
  const answer = await context.http.send({
    uri: withParameters(properties),
    method: (properties.method ?? 'GET').toUpperCase(),
    headers: headersOf(properties, body),
    ...(body === undefined ? {} : { body: body.content }),
    ...limitsOf(properties),
  })
  if (isAllowed(answer.status, properties)) return answer
  throw await statusError(answer)
}

type Limits = Pick<HttpRequest, 'followsRedirects' | 'trustsAll' | 'connectTimeoutMs' | 'idleTimeoutMs' | 'maxBytes'>

function limitsOf({ options = {}, sslOptions }: RequestProperties): Limits {
  const { timeout, maxContentLength } = options
  const idle = timeout?.readIdleTimeout ?? options.readIdleTimeout ?? options.readTimeout
  const connect = timeout?.connectTimeout ?? options.connectTimeout
  return {
    followsRedirects: options.followRedirects !== false,
    trustsAll: (options.ssl ?? sslOptions)?.insecureTrustAllCertificates === true,
    ...(connect === undefined ? {} : { connectTimeoutMs: durationOf('connectTimeout', connect) }),
    ...(idle === undefined ? {} : { idleTimeoutMs: durationOf('readTimeout', idle) }),
    ...(maxContentLength === undefined ? {} : { maxBytes: maxContentLength }),
  }
}

function durationOf(name: string, text: string): number {
  const durationMs = parseDuration(text)
  if (durationMs !== undefined && durationMs > 0) return durationMs
  throw new MillraceError('MR_TASK_PROPERTY', `\`${name}\` is no ISO-8601 duration: ${text.slice(0, 100)}`)
}

function isAllowed(status: number, { allowFailed, options = {} }: RequestProperties): boolean {
  if (options.allowedResponseCodes !== undefined) return options.allowedResponseCodes.includes(status)
  return status < 400 || allowFailed === true || options.allowFailed === true
}

const EXCERPT_BYTES = 2_000

async function statusError({ status, uri, body }: HttpAnswer): Promise<MillraceError> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    length += chunk.byteLength
    if (length >= EXCERPT_BYTES) break
  }
  const text = Buffer.concat(chunks).subarray(0, EXCERPT_BYTES).toString()
  const { origin, pathname } = new URL(uri)
  return new MillraceError('MR_HTTP_STATUS', `${origin}${pathname} answered with the status ${status}: ${text}`)
}

function withParameters({ uri, params }: RequestProperties): string {
  if (params === undefined || !URL.canParse(uri)) return uri
  const url = new URL(uri)
  for (const [name, value] of Object.entries(params))
    for (const each of listOf(value)) url.searchParams.append(name, textOf(each))
  return url.href
}

function listOf(value: Json): readonly Json[] {
  if (value === null) return []
  return Array.isArray(value) ? value : [value]
}

function bodyOf({ storage }: AttemptContext, properties: RequestProperties): Body | undefined {
  const { body, formData, contentType } = properties
  if (formData !== undefined)
    return contentType?.startsWith('multipart/') === true ? multipartForm(formData, storage) : encodedForm(formData)
  if (body === undefined || body === null) return undefined
  const content = new TextEncoder().encode(textOf(body))
  const byDefault = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  return { type: contentType ?? byDefault, content: () => content }
}

function headersOf({ headers = {}, contentType, options = {} }: RequestProperties, body: Body | undefined) {
  const type = body?.type ?? contentType
  const authorization = authorizationOf(options)
  const given: JsonObject = {
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(authorization === undefined ? {} : { authorization }),
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  }
  // The boundary of a form is known here alone.
  if (body?.type.startsWith('multipart/') === true) Object.assign(given, { 'content-type': body.type })
  const values = Object.entries(given).map(
    ([name, value]) => [name, listOf(value).map((each) => textOf(each))] as const,
  )
  return Object.fromEntries(values.filter(([, list]) => list.length > 0))
}

function authorizationOf({ basicAuthUser, basicAuthPassword, auth }: NonNullable<RequestProperties['options']>) {
  if (auth?.type === 'BEARER') return `Bearer ${auth.token ?? ''}`
  const user = auth?.username ?? basicAuthUser
  if (user === undefined) return undefined
  const password = auth?.password ?? basicAuthPassword ?? ''
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}
