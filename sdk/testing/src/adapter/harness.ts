// What the suites for queues and repositories ask of an adapter: an empty place, opened as often as a case likes, with
// the clock of the suite.

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { sortableId } from '@millrace/model'
import type { AdapterDefinition, AdapterHost, OpenAdapter, Queue, Repository } from '@millrace/ports'
import { SuiteClock } from './suite-clock.ts'

/** An adapter that has both parts. */
export interface OpenStore extends AsyncDisposable {
  readonly queue: Queue
  readonly repository: Repository
}

export interface AdapterHarness extends AsyncDisposable {
  readonly clock: SuiteClock
  /** How long a paused consumer keeps its messages. */
  readonly leaseMs: number
  readonly place: Place
  /** Opens the place of this harness: empty at first, the same place each time, as another connection or a later start has it. */
  readonly open: () => Promise<OpenStore>
  /** A promise for handlers to wait on; opened by the case, or when the case is over. */
  readonly gate: () => Gate
}

export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

/** A place of its own for one case. */
export interface Place {
  /** Unique. */
  readonly name: string
  /** Exists, is empty, and is removed afterwards. */
  readonly directory: string
}

export interface HarnessSettings {
  /** The queue and the repository may be those of two adapters: give one that opens both. */
  readonly adapter: Pick<AdapterDefinition, 'open'>
  /** The options under which the adapter opens the place. */
  readonly options: (place: Place) => object
  /** As the options say; 30,000 ms is what the suite expects unless told. */
  readonly leaseMs?: number
  /** How long a case waits for something to come true; 10,000 ms of real time unless told. */
  readonly patienceMs?: number
  /** Where the clock of the suite begins. */
  readonly startAt?: number
}

const START_AT = Date.UTC(2026, 0, 5, 12, 30, 15, 123)
const PATIENCE_MS = 10_000
const STEP_MS = 5

/** A harness over an adapter definition. */
export async function openAdapterHarness({
  adapter,
  options,
  leaseMs = 30_000,
  patienceMs = PATIENCE_MS,
  startAt = START_AT,
}: HarnessSettings): Promise<AdapterHarness> {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-suite-'))
  const clock = new SuiteClock(startAt, patienceMs)
  const place = { name: directory, directory }
  const given = options(place)
  const host = suiteHost(clock, directory)
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(directory, { recursive: true, force: true }))
  const opened = stack.move()
  const gates: Gate[] = []
  return {
    clock,
    leaseMs,
    place,
    async open() {
      const store = withBoth(await adapter.open(given as never, host))
      let isOpen = true
      const close = async (): Promise<void> => {
        if (!isOpen) return
        isOpen = false
        await store[Symbol.asyncDispose]()
      }
      opened.defer(close)
      return { queue: store.queue, repository: store.repository, [Symbol.asyncDispose]: close }
    },
    gate() {
      const { promise, resolve } = Promise.withResolvers<void>()
      const made = { opened: promise, open: () => resolve() }
      gates.push(made)
      return made
    },
    async [Symbol.asyncDispose]() {
      for (const each of gates) each.open()
      await opened.disposeAsync()
    },
  }
}

function suiteHost(clock: SuiteClock, dataDirectory: string): AdapterHost {
  let drawn = 0
  const random = (): number => (drawn += 1)
  return { clock, ids: { next: () => sortableId(clock.now(), random) }, dataDirectory, service: 'suite', log: () => {} }
}

/** Fails when a part is missing. */
export function withBoth(adapter: OpenAdapter): OpenStore {
  const { queue, repository } = adapter
  assert.ok(queue !== undefined, 'the adapter has no queue')
  assert.ok(repository !== undefined, 'the adapter has no repository')
  return { queue, repository, [Symbol.asyncDispose]: () => adapter[Symbol.asyncDispose]() }
}

/** Waits until `isTrue`, moving the clock on in small steps; fails with `what` when that does not come. */
export async function until(clock: SuiteClock, what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + clock.patienceMs
  while (!(await isTrue())) {
    assert.ok(performance.now() < endsAt, `never came true: ${what}`)
    clock.advance(STEP_MS)
    await nextTurn()
  }
}

/** Lets everything that can happen within `forMs` of the clock happen. */
export async function settle(clock: SuiteClock, forMs: number): Promise<void> {
  for (let passed = 0; passed < forMs; passed += STEP_MS) {
    clock.advance(STEP_MS)
    await nextTurn()
  }
}
