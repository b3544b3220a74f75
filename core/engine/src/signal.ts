// How a decision stops because it lacks something. Thrown inside this package alone; every public function catches it
// and answers with needs.

import type { EngineNeed } from './command.ts'

/** Not an Error: a stack trace would cost more than the decision. */
export class Wanting {
  readonly needs: readonly EngineNeed[]
  constructor(needs: readonly EngineNeed[]) {
    this.needs = needs
  }
}

/** Runs `decide`; what it lacks becomes the answer. */
export function settle<T>(decide: () => T): T | { readonly kind: 'needs'; readonly needs: readonly EngineNeed[] } {
  try {
    return decide()
  } catch (thrown) {
    if (thrown instanceof Wanting) return { kind: 'needs', needs: thrown.needs }
    throw thrown
  }
}
