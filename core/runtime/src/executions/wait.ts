// Waits for the end of one execution. What happens before the end costs the waiter nothing.

import type { ExecutionDocument } from '@millrace/model'
import { toDocument, type ExecutionState } from '@millrace/engine'
import type { Clock, Repository } from '@millrace/ports'
import type { Lane } from '../executor/lane.ts'
import type { Changes } from './changes.ts'
import { asError } from '../executor/turn.ts'
import { hasEnded } from './follow.ts'
import { readExecution } from './read-execution.ts'

export interface WaitDeps {
  readonly repository: Repository
  readonly clock: Clock
  readonly changes: Changes
  readonly lane: Pick<Lane, 'holds'>
}

/** Looked up again after this time, whatever was announced. */
const SAFETY_MS = 5_000

/** The last document. Rejects with the reason of the signal (MR_INTERNAL where that is no error of ours), with MR_EXECUTION_NOT_FOUND and with what reading rejects with. */
export function waitForEnd(deps: WaitDeps, id: string, signal?: AbortSignal): Promise<ExecutionDocument> {
  return new Promise((resolve, reject) => {
    const waiting = new Waiting(deps, id, (outcome) => {
      signal?.removeEventListener('abort', onAbort)
      if ('document' in outcome) resolve(outcome.document)
      else reject(asError(outcome.error))
    })
    const onAbort = (): void => waiting.end({ error: signal?.reason })
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted === true) onAbort()
    else waiting.begin()
  })
}

type WaitEnd = { readonly document: ExecutionDocument } | { readonly error: unknown }

class Waiting {
  readonly #deps: WaitDeps
  readonly #id: string
  readonly #onEnd: (outcome: WaitEnd) => void
  readonly #unwatch: () => void
  #cancelLook: () => void = () => {}
  #isReading = false
  #isEnded = false

  constructor(deps: WaitDeps, id: string, onEnd: (outcome: WaitEnd) => void) {
    this.#deps = deps
    this.#id = id
    this.#onEnd = onEnd
    this.#unwatch = deps.changes.watch(id, (state) => this.#changed(state))
  }

  /** What the lane holds is told when it is committed; else the end may lie in the past. */
  begin(): void {
    if (this.#deps.lane.holds({ kind: 'execution', key: this.#id })) this.#lookLater()
    else this.#look()
  }

  end(outcome: WaitEnd): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#unwatch()
    this.#cancelLook()
    this.#onEnd(outcome)
  }

  #changed(state: ExecutionState | undefined): void {
    if (state === undefined) this.#look()
    else if (hasEnded(state)) this.#ended(state)
  }

  #ended(state: ExecutionState): void {
    if (state.table.isComplete) this.end({ document: toDocument(state, this.#deps.clock.now()) })
    else this.#look()
  }

  #lookLater(): void {
    this.#cancelLook()
    this.#cancelLook = this.#deps.clock.after(SAFETY_MS, () => this.#look())
  }

  #look(): void {
    if (this.#isReading || this.#isEnded) return
    this.#isReading = true
    readExecution(this.#deps.repository, this.#id).then(
      ({ state }) => {
        this.#isReading = false
        if (hasEnded(state)) this.#ended(state)
        else this.#lookLater()
      },
      (error: unknown) => this.end({ error }),
    )
  }
}
