// Chance from a seed, one stream a concern, so that a new draw in one does not shift the others.

/** A stream of chance: the same seed and name give the same draws. */
export class Random {
  #state: number

  constructor(seed: number, name: string) {
    this.#state = mixed(seed, name)
  }

  // mulberry32 (public domain).
  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let value = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }

  /** An integer from `from` to `to`, both possible. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  chance(probability: number): boolean {
    return probability > 0 && this.next() < probability
  }

  pick<const T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.next() * items.length)] ?? items[0]
  }
}

// FNV-1a of the name over the seed (public domain), so that near seeds give far streams.
function mixed(seed: number, name: string): number {
  let hash = Math.imul(seed ^ 0x811c9dc5, 0x01000193) ^ (seed >>> 15)
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  return Math.imul(hash ^ (hash >>> 13), 0x5bd1e995)
}
