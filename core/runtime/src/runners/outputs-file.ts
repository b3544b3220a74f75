// The side channel of scripts: the file named by MILLRACE_OUTPUTS holds a JSON object, or lines `name=value`.

import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { isJsonObject, messageOf, MillraceError } from '@millrace/model'
import type { Json, JsonObject } from '@millrace/model'

function refuse(why: string, cause?: unknown): never {
  throw new MillraceError('MR_TASK_OUTPUT', `The file named by MILLRACE_OUTPUTS ${why}.`, { cause })
}

async function readBounded(file: string, maxBytes: number): Promise<string> {
  try {
    await using handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const found = await handle.stat()
    if (!found.isFile()) return refuse('is no regular file')
    if (found.size > maxBytes) return refuse(`is larger than ${maxBytes} bytes`)
    return await handle.readFile('utf8')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return ''
    if (thrown instanceof MillraceError) throw thrown
    return refuse(`cannot be read: ${messageOf(thrown)}`, thrown)
  }
}

function parseLines(text: string): JsonObject {
  const values: [string, Json][] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const at = line.indexOf('=')
    if (at <= 0) refuse(`has no \`name=value\` in line ${index + 1}`)
    values.push([line.slice(0, at).trim(), line.slice(at + 1)])
  }
  return Object.fromEntries(values)
}

function parseObject(text: string): JsonObject {
  try {
    const parsed = JSON.parse(text) as Json
    if (isJsonObject(parsed)) return parsed
  } catch (cause) {
    return refuse(`begins with { but is no JSON: ${messageOf(cause)}`, cause)
  }
  return refuse('holds no JSON object')
}

/** The values that a script wrote; none when it wrote no file. Rejects with MR_TASK_OUTPUT. */
export async function readOutputsFile(file: string, maxBytes: number): Promise<JsonObject> {
  const text = (await readBounded(file, maxBytes)).replace(/^\uFEFF/, '')
  return text.trimStart().startsWith('{') ? parseObject(text) : parseLines(text)
}
