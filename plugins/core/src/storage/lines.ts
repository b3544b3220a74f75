// Files read line by line and written as they come, whatever their size.

import { MillraceError } from '@millrace/sdk-plugin'
import type { Bytes } from '@millrace/sdk-plugin'

const MAX_LINE_CHARACTERS = 16 * 1024 * 1024
const CHUNK_CHARACTERS = 64 * 1024

/** The lines of a UTF-8 text without their separator; nothing after a separator at the end. Fails on a line above 16 Mi characters. */
export async function* linesOf(bytes: Bytes, separator = '\n'): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split(separator)
    rest = parts.pop() ?? ''
    if (rest.length > MAX_LINE_CHARACTERS)
      throw new MillraceError('MR_TASK_FAILED', `The file has a line of more than ${MAX_LINE_CHARACTERS} characters.`)
    yield* parts
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}

/** Texts as bytes, in pieces of a useful size. */
export async function* bytesOf(texts: AsyncIterable<string>): Bytes {
  let pending: string[] = []
  let length = 0
  const encoder = new TextEncoder()
  for await (const text of texts) {
    pending.push(text)
    length += text.length
    if (length < CHUNK_CHARACTERS) continue
    yield encoder.encode(pending.join(''))
    pending = []
    length = 0
  }
  if (pending.length > 0) yield encoder.encode(pending.join(''))
}
