// What an execution had done before it was restarted, and what becomes of each of its task runs, by the documented rules:
// what failed or was stopped runs again, what ended well stays, and handlers of what runs again begin anew.

import type { JsonObject, State } from '@millrace/model'

export interface RememberedRun {
  readonly taskId: string
  readonly parent: string | undefined
  readonly isMain: boolean
  readonly isLoopUntil: boolean
  /** It had opened its lanes. */
  readonly isOpened: boolean
  readonly turn: string | undefined
  readonly state: State
  readonly attempts: number
  readonly outputs: JsonObject | undefined
}

/** `again`: from the beginning or its next attempt. `goesOn`: a container, with its children as they are. */
export type Fate = 'new' | 'stays' | 'again' | 'goesOn'

export class Memory {
  readonly runs: ReadonlyMap<string, RememberedRun>
  readonly #fates = new Map<string, Fate>()

  constructor(runs: ReadonlyMap<string, RememberedRun>) {
    this.runs = runs
    const holding = new Set([...runs.values()].filter(({ state }) => isBad(state)).map(({ parent }) => parent))
    for (const [path, run] of runs) {
      if (holding.has(path) || !this.#counts(run)) continue
      const isAnew = !run.isOpened || (run.isLoopUntil && run.state === 'FAILED')
      this.#fates.set(path, isAnew ? 'again' : 'goesOn')
      for (let up = run.parent; up !== undefined; up = runs.get(up)?.parent) this.#fates.set(up, 'goesOn')
    }
  }

  get hasTargets(): boolean {
    return this.#fates.size > 0
  }

  fateOf(path: string): Fate {
    return this.runs.has(path) ? (this.#fates.get(path) ?? 'stays') : 'new'
  }

  /** The task run and all below it. */
  *below(path: string): Generator<readonly [string, RememberedRun]> {
    for (const entry of this.runs) if (entry[0] === path || entry[0].startsWith(`${path}/`)) yield entry
  }

  /** A failure that something above has forgiven is left alone. */
  #counts(run: RememberedRun): boolean {
    const above = run.parent === undefined ? undefined : this.runs.get(run.parent)
    return run.isMain && isBad(run.state) && (above === undefined || this.#counts(above))
  }
}

export function isBad(state: State): boolean {
  return state === 'FAILED' || state === 'KILLED' || state === 'CANCELLED'
}
