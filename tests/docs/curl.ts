// A stand-in for curl where a machine has none: the few options that the pages use.

import { openAsBlob, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true, default: [] },
    form: { type: 'string', short: 'F', multiple: true, default: [] },
    'data-binary': { type: 'string' },
    output: { type: 'string', short: 'o' },
  },
})

async function bodyOf(): Promise<FormData | Buffer | undefined> {
  const data = values['data-binary']
  if (data !== undefined) return readFileSync(data.replace(/^@/, ''))
  if (values.form.length === 0) return undefined
  const form = new FormData()
  for (const field of values.form) {
    const [, name = '', mark, value = ''] = /^([^=]*)=(@?)(.*)$/s.exec(field) ?? []
    if (mark === '@') form.append(name, await openAsBlob(value), basename(value))
    else form.append(name, value)
  }
  return form
}

const body = await bodyOf()
const headers = values.header.map((line) => line.split(/: */, 2) as [string, string])
const method = values.request ?? (body === undefined ? 'GET' : 'POST')
const response = await fetch(positionals[0] ?? '', { method, headers, ...(body === undefined ? {} : { body }) })
const answer = Buffer.from(await response.arrayBuffer())
if (values.output === undefined) process.stdout.write(answer)
else writeFileSync(values.output, answer)
