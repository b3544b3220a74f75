// What happened, in order: as a hash always, as text where somebody listens.

export type LogSink = (line: string) => void

export class EventLog {
  readonly #sink: LogSink | undefined
  readonly #now: () => number
  readonly #startsAt: number
  #left = 0x811c9dc5
  #right = 0x1b873593
  #entries = 0

  constructor(options: { readonly now: () => number; readonly sink: LogSink | undefined }) {
    this.#now = options.now
    this.#startsAt = options.now()
    this.#sink = options.sink
  }

  add(who: string, what: string): void {
    const line = `${this.#now() - this.#startsAt} ${who} ${what}`
    this.#entries += 1
    this.#mix(line)
    this.#sink?.(line)
  }

  /** The same for the same history. */
  get hash(): string {
    return `${this.#entries}-${hex(this.#left)}${hex(this.#right)}`
  }

  // FNV-1a in two lanes (public domain).
  #mix(line: string): void {
    for (let index = 0; index < line.length; index += 1) {
      const code = line.charCodeAt(index)
      this.#left = Math.imul(this.#left ^ code, 0x01000193)
      this.#right = Math.imul(this.#right ^ code, 0x85ebca6b) + 1
    }
  }
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}
