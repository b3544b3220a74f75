// `http/request`: sends a request and gives the answer as outputs.

import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import type { HttpAnswer } from '@millrace/sdk-plugin'
import { requestProperties } from './request-properties.ts'
import { send } from './send.ts'

/** Larger answers do not fit the outputs of a task. */
const MAX_OUTPUT_BYTES = 10 * 1024 * 1024

async function bodyText({ body, headers }: HttpAnswer, byDefault: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.byteLength
    if (length > MAX_OUTPUT_BYTES)
      throw new MillraceError('MR_HTTP_TOO_LARGE', `The answer is larger than ${MAX_OUTPUT_BYTES} bytes.`, {
        hint: 'Fetch it with http/download.',
      })
    chunks.push(chunk)
  }
  const named = /charset="?([\w.:-]+)/i.exec(headers['content-type']?.[0] ?? '')?.[1]
  return decoder(named ?? byDefault).decode(Buffer.concat(chunks))
}

function decoder(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset)
  } catch (cause) {
    throw new MillraceError('MR_TASK_FAILED', `The answer is written in an unknown encoding: ${charset}.`, { cause })
  }
}

export const headersOutput = Type.Record(Type.String(), Type.Array(Type.String()), {
  title: 'Headers of the answer',
  description: 'By names in lower case.',
})

export const request = defineTask({
  type: 'http/request',
  aliases: [
    'io.kestra.plugin.core.http.Request',
    'io.kestra.plugin.fs.http.Request',
    'io.kestra.core.tasks.http.Request',
  ],
  title: 'Send a request',
  description: 'Sends an HTTP request. A status of 400 or more fails the task unless it is allowed.',
  properties: Type.Object(requestProperties),
  outputs: Type.Object({
    uri: Type.String({ title: 'Address', description: 'After redirects.' }),
    code: Type.Integer({ title: 'Status' }),
    headers: headersOutput,
    body: Type.Optional(Type.String({ title: 'Body' })),
  }),
  examples: [
    {
      title: 'Read from an API',
      flow: 'id: read-api\nnamespace: examples\ntasks:\n  - id: ask\n    type: http/request\n    uri: https://example.org/\n    headers:\n      accept: application/json\n  - id: say\n    type: core/log\n    message: "{{ outputs.ask.code }}: {{ outputs.ask.body }}"\n',
    },
  ],
  async run(context, properties) {
    const answer = await send(context, properties)
    const body = await bodyText(answer, properties.options?.defaultCharset ?? 'UTF-8')
    const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, values]) => [name, [...values]]))
    return { uri: answer.uri, code: answer.status, headers, ...(body === '' ? {} : { body }) }
  },
})
