// A load of long-lived executions on a server that is killed again and again: keeps a number of them in flight, and
// remembers each that the server accepted.

import type { ExecutionDocument, LogEntry } from '@millrace/model'

export const FLOW = `id: crash
namespace: tests
tasks:
  - id: each
    type: core/for-each
    values: [a, b, c, d]
    concurrencyLimit: 2
    tasks:
      - id: say
        type: core/log
        message: "{{ taskrun.value }}"
      - id: wait
        type: core/sleep
        duration: PT0.25S
      - id: give
        type: core/return
        format: "{{ taskrun.value }}"
  - id: end
    type: core/log
    message: the end
`
/** Task runs of one execution: the loop, three for each of its values, the last task. */
export const TASK_RUNS = 14
/** Lines of one execution. */
export const LOG_LINES = 5

type Api = (path: string, init?: RequestInit) => Promise<unknown>

export class Load {
  /** Accepted: the server answered that they exist. */
  readonly accepted = new Set<string>()
  readonly #live = new Set<string>()
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  get inFlight(): number {
    return this.#live.size
  }

  /** One request: creates an execution while fewer than `atLeast` are in flight, else looks at one of them. */
  async ask(api: Api, atLeast: number): Promise<void> {
    const live = [...this.#live]
    const id = live[Math.floor(this.#random() * live.length)]
    if (live.length < atLeast || id === undefined) return await this.#create(api)
    const { state } = (await api(`/executions/${id}`)) as ExecutionDocument
    if (state.endDate !== undefined) this.#live.delete(id)
  }

  async #create(api: Api): Promise<void> {
    const { id } = (await api('/executions/tests/crash', { method: 'POST' })) as ExecutionDocument
    this.accepted.add(id)
    this.#live.add(id)
  }
}

/** Requests to a server; rejects for what is not answered with a success. */
export function apiOf(url: string): Api {
  return async (path, init) => {
    const response = await fetch(`${url}/api/v1/main${path}`, init)
    const text = await response.text()
    if (!response.ok) throw new TypeError(`${path} answered ${response.status}: ${text}`)
    return JSON.parse(text) as unknown
  }
}

export async function logsOf(api: Api, id: string): Promise<readonly Pick<LogEntry, 'taskRunId' | 'message'>[]> {
  return (await api(`/logs/${id}`)) as LogEntry[]
}

/** The same numbers for the same seed (mulberry32, public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
