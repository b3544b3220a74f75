// Answers that take their time: the signal of a client that left, and event streams that neither a slow nor a vanished
// client can make grow.

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import { isMillraceError, MillraceError } from '@millrace/model'
import type { Clock } from '@millrace/ports'
import type { Log } from '@millrace/runtime'
import { errorBody } from './errors.ts'

/** Aborts when the client closes the connection. */
export function closeSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  // An answer that went out whole has nobody left to tell.
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}

export interface ServerSentEvent {
  readonly id: string
  readonly data: string
}

export interface EventStreamOptions {
  readonly clock: Clock
  readonly log: Log
  readonly heartbeatMs: number
  /** How long the client may leave what was sent unread. */
  readonly stallMs: number
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
  connection: 'keep-alive',
} as const

/**
 * Sends events until there are none left or the client is gone. The next event is asked for only when the one before
 * has left for the network, so at most one is held for a slow client. An error before the first event is answered as
 * any other; one after it ends the stream with an event `error`.
 */
export async function sendEvents(
  reply: FastifyReply,
  events: (signal: AbortSignal) => AsyncIterable<ServerSentEvent>,
  options: EventStreamOptions,
): Promise<void> {
  const signal = closeSignal(reply)
  const iterator = events(signal)[Symbol.asyncIterator]()
  const first = await iterator.next()
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, HEADERS)
  const stopBeating = beat(raw, options)
  try {
    for (let next = first; next.done !== true && !signal.aborted; next = await iterator.next()) {
      await write(raw, eventText(next.value), options)
    }
  } catch (error) {
    if (!signal.aborted) await writeFailure(raw, error, options)
  } finally {
    stopBeating()
    await iterator.return?.()
    raw.end()
  }
}

function eventText({ id, data }: ServerSentEvent): string {
  return `id: ${id}\nevent: message\ndata: ${data}\n\n`
}

async function write(raw: ServerResponse, text: string, { clock, stallMs }: EventStreamOptions): Promise<void> {
  if (raw.destroyed || raw.write(text)) return
  const stop = clock.after(stallMs, () => raw.destroy())
  try {
    await Promise.race([once(raw, 'drain'), once(raw, 'close')])
  } finally {
    stop()
  }
}

async function writeFailure(raw: ServerResponse, thrown: unknown, options: EventStreamOptions): Promise<void> {
  const error = isMillraceError(thrown)
    ? thrown
    : new MillraceError('MR_INTERNAL', 'The stream broke off; the log of the server says more.', { cause: thrown })
  options.log.error({ err: thrown }, 'An event stream broke off.')
  await write(raw, `event: error\ndata: ${JSON.stringify(errorBody(error))}\n\n`, options)
}

/** A comment now and then, so that proxies and clients know the stream is alive. */
function beat(raw: ServerResponse, { clock, heartbeatMs }: EventStreamOptions): () => void {
  let stop = (): void => {}
  const schedule = (): void => {
    stop = clock.after(heartbeatMs, () => {
      if (raw.destroyed) return
      // A client that has not read the last beat gets no other.
      if (raw.writableLength === 0) raw.write(': alive\n\n')
      schedule()
    })
  }
  schedule()
  return () => stop()
}
