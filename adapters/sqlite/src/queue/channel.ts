// What the connections of one process tell each other, across threads: broadcasts, and that a topic got messages.

import { BroadcastChannel } from 'node:worker_threads'

type Notice =
  | { readonly kind: 'broadcast'; readonly channel: string; readonly body: string }
  | { readonly kind: 'published'; readonly topics: readonly string[] }

export interface ChannelListener {
  onBroadcast(channel: string, body: string): void
  onPublished(topics: Iterable<string>): void
}

export class ProcessChannel implements Disposable {
  readonly #channel: BroadcastChannel

  constructor(file: string, listener: ChannelListener) {
    this.#channel = new BroadcastChannel(`millrace:${file}`)
    this.#channel.onmessage = (event: unknown) => {
      const notice = (event as { readonly data: Notice }).data
      if (notice.kind === 'broadcast') listener.onBroadcast(notice.channel, notice.body)
      else listener.onPublished(notice.topics)
    }
    this.#channel.unref()
  }

  post(notice: Notice): void {
    this.#channel.postMessage(notice)
  }

  [Symbol.dispose](): void {
    this.#channel.close()
  }
}
