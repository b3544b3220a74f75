// Watches every write of the simulated repository and judges it. What it first finds wrong is kept.

import { isTerminal, MillraceError } from '@millrace/model'
import type { EntityChange } from '@millrace/ports'
import type { FlowIndex } from '../flows/flow-index.ts'
import type { Memory } from '../reference/memory.ts'
import type { EntityRecord } from '../store/entities.ts'
import { acceptsOnlyReported, attemptsWithinPolicy } from './attempts.ts'
import { endsLeaveNothing } from './ends.ts'
import { historiesGrow, versionsRise } from './histories.ts'
import { killsReachEverything } from './kills.ts'
import { INVARIANTS, type InvariantName } from './names.ts'
import { containersEndLast, lanesWithinLimits, startsInOrder } from './order.ts'
import { isReopening, memoryOf, restartsKeepWhatSucceeded } from './reopenings.ts'
import { viewOf, type Check, type Step, type View } from './view.ts'

export interface Violation {
  readonly invariant: InvariantName
  readonly what: string
}

export class Monitor {
  /** The state of each execution as the checks saw it last. */
  readonly views = new Map<string, View>()
  /** What executions had done when they were last restarted. */
  readonly memories = new Map<string, Memory>()
  /** Ended and restarted within one write: what had been done between is not known. */
  readonly unforeseen = new Set<string>()
  /** Ends that bodies of attempts reported, by `reportKey`. */
  readonly reported = new Set<string>()
  readonly #checks: readonly (readonly [InvariantName, Check])[]
  readonly #indexOf: (executionId: string) => FlowIndex
  readonly #starts = new Map<string, number>()
  #violation: Violation | undefined

  constructor(indexOf: (executionId: string) => FlowIndex) {
    this.#indexOf = indexOf
    this.#checks = [
      ['I3', versionsRise],
      ['I8', restartsKeepWhatSucceeded],
      ['I2', historiesGrow],
      ['I4', acceptsOnlyReported(this.reported)],
      ['I7', startsInOrder],
      ['I7', containersEndLast],
      ['kill', killsReachEverything],
      ['I6', lanesWithinLimits],
      ['I11', attemptsWithinPolicy],
      ['I5', endsLeaveNothing],
    ]
  }

  get violation(): Violation | undefined {
    return this.#violation
  }

  /** How often this attempt has begun to run, this time counted. */
  began(taskRunId: string, attempt: number): number {
    const key = `${taskRunId}:${attempt}`
    const times = (this.#starts.get(key) ?? 0) + 1
    this.#starts.set(key, times)
    return times
  }

  /** What is forgotten begins anew, with its first attempt. */
  #reopened(id: string, { before, after, index }: Step & { readonly before: View }): void {
    this.memories.set(id, memoryOf(before, index))
    if (!isTerminal(before.header.state)) this.unforeseen.add(id)
    for (const run of before.runs.keys())
      if (!after.runs.has(run))
        for (const key of this.#starts.keys()) if (key.startsWith(`${run}:`)) this.#starts.delete(key)
  }

  report(invariant: InvariantName, what: string): void {
    this.#violation ??= { invariant, what: `${INVARIANTS[invariant]} But: ${what}` }
  }

  readonly changed = (record: EntityRecord, _change: EntityChange): void => {
    if (record.ref.kind !== 'execution' || this.#violation !== undefined) return
    const id = record.ref.key
    try {
      const step = { before: this.views.get(id), after: viewOf(record), index: this.#indexOf(id) }
      if (step.before !== undefined && isReopening(step)) this.#reopened(id, { ...step, before: step.before })
      this.views.set(id, step.after)
      for (const [invariant, check] of this.#checks) {
        const what = check(step)
        if (what !== undefined) this.report(invariant, `execution ${id}, version ${record.version}: ${what}`)
      }
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error
      this.report('I3', `execution ${id}, version ${record.version} cannot be read: ${error.message}`)
    }
  }
}
