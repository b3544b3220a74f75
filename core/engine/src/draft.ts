// The working copy of one decision: reads go through to the state, writes stay here until the decision is done.

import { isTerminal, type Instant, type State, type TaskRunId } from '@millrace/model'
import type { EngineFacts, Effect } from './command.ts'
import type { Plan, PlanTask } from './plan/plan.ts'
import { Wanting } from './signal.ts'
import {
  NOT_LOADED,
  type ExecutionHeader,
  type ExecutionState,
  type Frame,
  type LoopValues,
  type NotLoaded,
  type TaskRun,
} from './state.ts'
import { findRun, findValues } from './view.ts'

export class Draft {
  readonly plan: Plan
  readonly state: ExecutionState
  readonly facts: EngineFacts
  header: ExecutionHeader
  /** Counted here while the decision is made, and put into the header once. */
  taskRunCount: number
  liveCount: number
  readonly runs = new Map<TaskRunId, TaskRun>()
  readonly removed = new Set<TaskRunId>()
  readonly values = new Map<TaskRunId, LoopValues>()
  /** Effects that no state shows, best effort: stopping what was dispatched and is given up. */
  readonly cancelled: Effect[] = []
  /** The caller asks for what it missed. */
  mustReport = false
  /** Task runs that ended, whose parents have not heard of it, and those that opened lanes, which have not started. */
  readonly work: TaskRun[] = []

  constructor(plan: Plan, state: ExecutionState, facts: EngineFacts) {
    this.plan = plan
    this.state = state
    this.facts = facts
    this.header = state.header
    this.taskRunCount = state.header.taskRunCount
    this.liveCount = state.header.liveCount
  }

  get now(): Instant {
    return this.facts.now
  }

  /** A task run that may not exist. */
  find(id: TaskRunId): TaskRun | undefined {
    const found = this.look(id)
    if (found === NOT_LOADED) throw new Wanting([{ kind: 'runs', ids: [id] }])
    return found
  }

  look(id: TaskRunId): TaskRun | undefined | NotLoaded {
    return this.removed.has(id) ? undefined : (this.runs.get(id) ?? findRun(this.state.table, id))
  }

  lookValues(id: TaskRunId): LoopValues | undefined | NotLoaded {
    return this.values.get(id) ?? findValues(this.state.table, id)
  }

  loopValues(id: TaskRunId): LoopValues {
    const found = this.lookValues(id)
    if (found === NOT_LOADED) throw new Wanting([{ kind: 'runs', ids: [id] }])
    return found ?? []
  }

  planOf(run: TaskRun): PlanTask | undefined {
    return this.plan.tasks.get(run.taskId)
  }

  /** Writes a task run and keeps the counters. */
  put(run: TaskRun): void {
    const before = this.#before(run.id)
    this.removed.delete(run.id)
    const wasLive = before !== undefined && !isTerminal(before.state)
    const isLive = !isTerminal(run.state)
    if (before === undefined) this.taskRunCount += 1
    this.liveCount += Number(isLive) - Number(wasLive)
    this.runs.set(run.id, run)
    const pauses = Number(run.state === 'PAUSED') - Number(before?.state === 'PAUSED')
    if (pauses !== 0) this.#notePause(pauses)
    if (!isLive && (before === undefined || wasLive)) this.work.push(run)
  }

  #before(id: TaskRunId): TaskRun | undefined {
    return this.removed.has(id) ? undefined : (this.runs.get(id) ?? this.state.table.runs.get(id))
  }

  /** Forgets a task run. */
  remove(id: TaskRunId): void {
    const run = this.find(id)
    if (run === undefined) return
    this.runs.delete(id)
    this.removed.add(id)
    this.taskRunCount -= 1
    if (!isTerminal(run.state)) this.liveCount -= 1
  }

  /** The frame of a container: of a task run, or of the root. */
  frameOf(container: TaskRun | undefined): Frame | undefined {
    return container === undefined ? this.header.frame : container.frame
  }

  /** Writes the frame of a container; gives the container as it is then. */
  putFrame(container: TaskRun | undefined, frame: Frame): TaskRun | undefined {
    if (container === undefined) {
      this.header = { ...this.header, frame }
      return undefined
    }
    const changed = { ...container, frame }
    this.runs.set(changed.id, changed)
    return changed
  }

  /** Moves the execution to a state, once. */
  moveTo(state: State): void {
    if (this.header.state === state) return
    this.header = { ...this.header, state, history: [...this.header.history, { state, at: this.now }] }
  }

  /** An execution is PAUSED while one of its task runs is, and goes on with the last of them. */
  #notePause(change: number): void {
    const pauses = this.header.pauses + change
    this.header = { ...this.header, pauses }
    if (pauses > 0 && (this.header.state === 'RUNNING' || this.header.state === 'RETRYING')) this.moveTo('PAUSED')
    if (pauses > 0 || this.header.state !== 'PAUSED') return
    this.moveTo('RESTARTED')
    this.moveTo('RUNNING')
  }

  /** The header with its counters. */
  get countedHeader(): ExecutionHeader {
    const { header, taskRunCount, liveCount } = this
    if (header.taskRunCount === taskRunCount && header.liveCount === liveCount) return header
    return { ...header, taskRunCount, liveCount }
  }
}
