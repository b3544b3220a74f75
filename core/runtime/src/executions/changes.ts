// Who watches an execution is told of each commit: at once in this process, by broadcast from others. Best effort: watchers
// read again from time to time.

import { isJsonObject, messageOf } from '@millrace/model'
import type { ExecutionState } from '@millrace/engine'
import type { Clock, Queue } from '@millrace/ports'
import { CHANGES } from '../dispatch/topics.ts'
import type { Log } from '../log.ts'

/** The state as it was committed, to be read before the call returns; undefined when another process wrote it. */
type Watcher = (state: ExecutionState | undefined, version: number) => void

export interface Changes extends AsyncDisposable {
  /** The result ends the watch. */
  watch(id: string, watcher: Watcher): () => void
  committed(state: ExecutionState, version: number): void
}

export interface ChangesDeps {
  readonly queue: Queue
  readonly clock: Clock
  readonly log: Log
  readonly service: string
  /** Whether other processes may watch. */
  readonly isShared: boolean
}

export async function createChanges(deps: ChangesDeps): Promise<Changes> {
  const changes = new ChangeHub(deps)
  if (deps.isShared) await changes.listen()
  return changes
}

class ChangeHub implements Changes {
  readonly #deps: ChangesDeps
  readonly #watchers = new Map<string, Set<Watcher>>()
  readonly #untold = new Map<string, number>()
  #listening: AsyncDisposable | undefined

  constructor(deps: ChangesDeps) {
    this.#deps = deps
  }

  async listen(): Promise<void> {
    this.#listening = await this.#deps.queue.listen(CHANGES, (body) => this.#heard(body))
  }

  watch(id: string, watcher: Watcher): () => void {
    const watchers = this.#watchers.get(id) ?? new Set()
    this.#watchers.set(id, watchers.add(watcher))
    return () => {
      watchers.delete(watcher)
      if (watchers.size === 0 && this.#watchers.get(id) === watchers) this.#watchers.delete(id)
    }
  }

  committed(state: ExecutionState, version: number): void {
    const { id } = state.header
    const watchers = this.#watchers.get(id)
    if (watchers !== undefined) for (const watcher of watchers) watcher(state, version)
    if (this.#deps.isShared) this.#tellOthers(id, version)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listening?.[Symbol.asyncDispose]()
  }

  #tellOthers(id: string, version: number): void {
    this.#untold.set(id, version)
    if (this.#untold.size > 1) return
    this.#deps.clock.after(0, () => {
      const body = JSON.stringify({ from: this.#deps.service, changed: [...this.#untold] })
      this.#untold.clear()
      this.#deps.queue
        .broadcast(CHANGES, body)
        .catch((error: unknown) => this.#deps.log.debug({ error: messageOf(error) }, 'Changes could not be broadcast.'))
    })
  }

  #heard(body: string): void {
    const message = parse(body)
    if (!isJsonObject(message) || message['from'] === this.#deps.service || !Array.isArray(message['changed'])) return
    for (const pair of message['changed']) {
      if (!Array.isArray(pair)) continue
      for (const watcher of this.#watchers.get(String(pair[0])) ?? []) watcher(undefined, Number(pair[1]))
    }
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
