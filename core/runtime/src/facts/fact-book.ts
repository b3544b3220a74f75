// The facts fetched for one turn of an entity: what expressions asked for, by what they asked.

import type { Answer, Need } from '@millrace/expression'

export class FactBook {
  readonly #answers = new Map<string, Answer>()

  /** The answer to a need; undefined while it is not fetched. */
  readonly lookup = (need: Need): Answer | undefined =>
    this.#answers.size === 0 ? undefined : this.#answers.get(keyOf(need))

  put(need: Need, answer: Answer): void {
    this.#answers.set(keyOf(need), answer)
  }

  clear(): void {
    if (this.#answers.size > 0) this.#answers.clear()
  }
}

function keyOf(need: Need): string {
  return JSON.stringify(need)
}
