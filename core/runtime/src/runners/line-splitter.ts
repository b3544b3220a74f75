// Splits a byte stream into lines with bounded memory: what exceeds the maximal length of a line is dropped, marked.

import { StringDecoder } from 'node:string_decoder'

/** UTF-16 units of a line that are kept. */
const MAX_LINE_LENGTH = 256 * 1024

/** Ends a line that was longer. */
export const CUT_MARK = '… (line cut)'

class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  readonly #maxLength: number
  #rest = ''
  #isCut = false

  constructor(maxLength = MAX_LINE_LENGTH) {
    this.#maxLength = maxLength
  }

  /** The lines that are whole with this chunk, without their line ends. */
  push(chunk: Buffer): readonly string[] {
    return this.#split(this.#decoder.write(chunk))
  }

  /** The last line, when it has no line end. */
  end(): readonly string[] {
    const lines = [...this.#split(this.#decoder.end())]
    if (this.#rest !== '' || this.#isCut) lines.push(this.#take())
    return lines
  }

  #split(text: string): readonly string[] {
    const lines: string[] = []
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#append(text.slice(from, at))
      lines.push(this.#take())
      from = at + 1
    }
    this.#append(text.slice(from))
    return lines
  }

  #append(text: string): void {
    const room = this.#maxLength - this.#rest.length
    if (text.length > room) this.#isCut = true
    if (room > 0) this.#rest += text.length > room ? text.slice(0, room) : text
  }

  #take(): string {
    const whole = this.#rest.endsWith('\r') ? this.#rest.slice(0, -1) : this.#rest
    const line = this.#isCut ? this.#rest + CUT_MARK : whole
    this.#rest = ''
    this.#isCut = false
    return line
  }
}

/** Reads a stream to its end and hands over each line; the next chunk is read when `accept` has returned. */
export async function readLines(stream: AsyncIterable<Buffer>, accept: (line: string) => void): Promise<void> {
  const splitter = new LineSplitter()
  for await (const chunk of stream) {
    for (const line of splitter.push(chunk)) accept(line)
  }
  for (const line of splitter.end()) accept(line)
}
