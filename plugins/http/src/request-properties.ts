// The properties that describe a request, for all tasks that send one.

import { Type } from '@millrace/sdk-plugin'
import type { Json, JsonObject, Static } from '@millrace/sdk-plugin'

const connectTimeout = Type.Optional(
  Type.String({ title: 'Time to connect', description: 'An ISO-8601 duration; 10 seconds unless told.' }),
)

const readTimeout = Type.Optional(
  Type.String({ title: 'Longest silence', description: 'An ISO-8601 duration; 5 minutes unless told.' }),
)

const text = (title: string) => Type.Optional(Type.String({ title }))

const auth = Type.Object(
  {
    type: Type.Union([Type.Literal('BASIC'), Type.Literal('BEARER')], { title: 'Kind', default: 'BASIC' }),
    username: text('User'),
    password: text('Password'),
    token: text('Token'),
  },
  { title: 'Authentication' },
)

const ssl = Type.Object(
  {
    insecureTrustAllCertificates: Type.Optional(
      Type.Boolean({ title: 'Trust all certificates', description: 'For tests alone.', default: false }),
    ),
  },
  { title: 'TLS' },
)

const options = Type.Object(
  {
    connectTimeout,
    readTimeout,
    readIdleTimeout: readTimeout,
    timeout: Type.Optional(
      Type.Object({
        connectTimeout,
        readIdleTimeout: readTimeout,
      }),
    ),
    maxContentLength: Type.Optional(
      Type.Integer({ title: 'Largest answer', description: 'In bytes; 100 MiB unless told.', minimum: 1 }),
    ),
    followRedirects: Type.Optional(Type.Boolean({ title: 'Follow redirects', default: true })),
    defaultCharset: Type.Optional(
      Type.String({ title: 'Encoding', description: 'Of a text whose answer names none.', default: 'UTF-8' }),
    ),
    basicAuthUser: text('User'),
    basicAuthPassword: text('Password'),
    auth: Type.Optional(auth),
    allowFailed: Type.Optional(Type.Boolean({ title: 'Allow a failure status', default: false })),
    allowedResponseCodes: Type.Optional(
      Type.Array(Type.Integer(), { title: 'Statuses', description: 'The only ones that are no failure.' }),
    ),
    ssl: Type.Optional(ssl),
  },
  { title: 'Options', additionalProperties: false },
)

export const requestProperties = {
  uri: Type.String({ title: 'Address', description: 'Begins with `http://` or `https://`.' }),
  method: Type.Optional(Type.String({ title: 'Method', default: 'GET', pattern: '^[A-Za-z]{1,20}$' })),
  params: Type.Optional(
    Type.Unsafe<JsonObject>({
      type: 'object',
      title: 'Query',
      description: 'Parameters to add to the address; a list gives one several times.',
      additionalProperties: true,
    }),
  ),
  body: Type.Optional(Type.Unsafe<Json>({ title: 'Body', description: 'A text; anything else is sent as JSON.' })),
  formData: Type.Optional(
    Type.Unsafe<JsonObject>({
      type: 'object',
      title: 'Form',
      description:
        'Fields of a form. With `contentType: multipart/form-data` the URI of a stored file, or `{ name, content }` with one, is a file.',
      additionalProperties: true,
    }),
  ),
  contentType: Type.Optional(Type.String({ title: 'Type of the body' })),
  headers: Type.Optional(
    Type.Unsafe<JsonObject>({
      type: 'object',
      title: 'Headers',
      description: 'Name → value, or a list of values.',
      additionalProperties: true,
    }),
  ),
  options: Type.Optional(options),
  sslOptions: Type.Optional(ssl),
  allowFailed: Type.Optional(
    Type.Boolean({
      title: 'Allow a failure status',
      description: 'Whether the task succeeds when the status is 400 or more.',
      default: false,
    }),
  ),
}

const schema = Type.Object(requestProperties)
export type RequestProperties = Static<typeof schema>
