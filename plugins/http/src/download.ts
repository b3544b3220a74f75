// `http/download`: streams an answer into the internal storage.

import { defineTask, MillraceError, Type } from '@millrace/sdk-plugin'
import type { HttpAnswer } from '@millrace/sdk-plugin'
import { headersOutput } from './request.ts'
import { requestProperties } from './request-properties.ts'
import { send } from './send.ts'

/** The name that the answer gives, or the end of its address; one harmless segment. */
function nameOf({ uri, headers }: HttpAnswer): string {
  const given = /filename="?([^";]+)/i.exec(headers['content-disposition']?.[0] ?? '')?.[1]
  const name = given ?? new URL(uri).pathname.split('/').at(-1) ?? ''
  const plain = name.slice(-80).replaceAll(/[^\p{L}\p{N}._-]/gu, '_')
  return /^\.*$/.test(plain) ? 'download' : plain
}

export const download = defineTask({
  type: 'http/download',
  aliases: [
    'io.kestra.plugin.core.http.Download',
    'io.kestra.plugin.fs.http.Download',
    'io.kestra.core.tasks.http.Download',
  ],
  title: 'Download a file',
  description: 'Streams the answer of an HTTP request into a file of the internal storage.',
  properties: Type.Object({
    ...requestProperties,
    saveAs: Type.Optional(Type.String({ title: 'Name of the file', pattern: '^[^/\\\\]{1,200}$' })),
    failOnEmptyResponse: Type.Optional(
      Type.Boolean({ title: 'Fail when empty', description: 'Whether an empty answer fails the task.', default: true }),
    ),
  }),
  outputs: Type.Object({
    uri: Type.String({ title: 'URI of the file' }),
    code: Type.Integer({ title: 'Status' }),
    length: Type.Integer({ title: 'Bytes' }),
    headers: headersOutput,
  }),
  examples: [
    {
      title: 'Download a file and tell its size',
      flow: 'id: download-file\nnamespace: examples\ntasks:\n  - id: fetch\n    type: http/download\n    uri: https://example.org/data.csv\n  - id: size\n    type: core/size\n    uri: "{{ outputs.fetch.uri }}"\n',
    },
  ],
  async run(context, { saveAs, failOnEmptyResponse, ...properties }) {
    const answer = await send(context, properties)
    const uri = context.fileUri(saveAs ?? nameOf(answer))
    const length = await context.storage.put(uri, answer.body)
    if (length === 0 && failOnEmptyResponse !== false)
      throw new MillraceError('MR_TASK_FAILED', `The answer of ${new URL(answer.uri).origin} is empty.`)
    const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, values]) => [name, [...values]]))
    return { uri, code: answer.status, length, headers }
  },
})
