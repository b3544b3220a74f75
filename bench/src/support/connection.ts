// A plain HTTP/1.1 connection that is kept alive, one request at a time: so light that the load takes little of the
// machine that it shares with the server.

import { connect, type Socket } from 'node:net'

const HEAD_END = Buffer.from('\r\n\r\n')

export class HttpConnection {
  readonly #socket: Socket
  #received: Buffer[] = []
  #size = 0
  /** Bytes of the answer with its head; undefined until the head is there. */
  #expected: number | undefined
  #done: ((body: string) => void) | undefined
  #failed: ((error: Error) => void) | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (data) => this.#take(data))
    socket.on('error', (error) => this.#failed?.(error))
    socket.on('close', () => this.#failed?.(new TypeError('the server closed the connection')))
  }

  static open(url: string): Promise<HttpConnection> {
    const { hostname, port } = new URL(url)
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new HttpConnection(socket)))
      socket.once('error', reject)
    })
  }

  /** The body of a 2xx answer; rejects for others. */
  ask(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#done = resolve
      this.#failed = reject
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#failed = undefined
    this.#socket.destroy()
  }

  #take(data: Buffer): void {
    this.#received.push(data)
    this.#size += data.length
    if (this.#expected === undefined) this.#expected = expectedSize(this.#whole())
    if (this.#expected === undefined || this.#size < this.#expected) return
    const text = this.#whole().toString()
    const [done, failed] = [this.#done, this.#failed]
    this.#received = []
    this.#size = 0
    this.#expected = undefined
    if (text.startsWith('HTTP/1.1 2')) done?.(text.slice(text.indexOf('\r\n\r\n') + 4))
    else failed?.(new TypeError(text))
  }

  #whole(): Buffer {
    if (this.#received.length > 1) this.#received = [Buffer.concat(this.#received)]
    return this.#received[0] ?? Buffer.alloc(0)
  }
}

function expectedSize(received: Buffer): number | undefined {
  const headEnd = received.indexOf(HEAD_END)
  if (headEnd < 0) return undefined
  const [, length] = /content-length: (\d+)/i.exec(received.subarray(0, headEnd).toString('latin1')) ?? []
  return headEnd + 4 + Number(length ?? 0)
}

/** A request without a body. */
export function requestText(method: string, url: string, path: string): string {
  return `${method} ${path} HTTP/1.1\r\nhost: ${new URL(url).host}\r\ncontent-length: 0\r\n\r\n`
}
