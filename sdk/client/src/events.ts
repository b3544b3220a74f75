// Reads an event stream (server-sent events) from an answer.

import { errorOfAnswer } from './errors.ts'

export interface ReceivedEvent {
  readonly id: string
  readonly data: string
}

/** Every event until the stream ends. Rejects with the server's error when the stream broke off. */
export async function* readEvents(response: Response): AsyncGenerator<ReceivedEvent, void, undefined> {
  if (response.body === null) return
  let rest = ''
  for await (const text of response.body.pipeThrough(
    new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>,
  )) {
    const blocks = (rest + text).split(/\r?\n\r?\n/)
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = parseBlock(block)
      if (event.name === 'error') throw errorOfAnswer(500, event.data)
      if (event.data !== '') yield { id: event.id, data: event.data }
    }
  }
}

interface Block extends ReceivedEvent {
  readonly name: string
}

/** Lines that begin with a colon only keep the stream alive. */
function parseBlock(block: string): Block {
  const fields = new Map<string, string>()
  for (const line of block.split(/\r?\n/)) {
    const at = line.indexOf(':')
    if (at <= 0) continue
    const name = line.slice(0, at)
    const value = line.slice(at + 1).replace(/^ /, '')
    fields.set(name, name === 'data' && fields.has('data') ? `${fields.get('data') ?? ''}\n${value}` : value)
  }
  return { id: fields.get('id') ?? '', name: fields.get('event') ?? 'message', data: fields.get('data') ?? '' }
}
