// Runs a flow on the machine alone, in virtual time, with a scripted worker. For tests of rules.

import type { AttemptEndState, Flow, ExecutionId, JsonObject, ServiceId, State, Task, TaskRunId } from '@millrace/model'
import {
  apply,
  compileFlow,
  createExecution,
  decide,
  type Decision,
  type Effect,
  type EngineFacts,
  type ExecutionCommand,
  type ExecutionState,
  type Plan,
  type TaskRun,
} from '../src/index.ts'

interface Outcome {
  readonly state: AttemptEndState
  readonly outputs?: JsonObject
}
/** What a worker does with an attempt of a task. */
export type Script = (taskId: string, attempt: number, run: TaskRun) => Outcome

export const succeed: Script = (taskId) => ({ state: 'SUCCESS', outputs: { value: taskId } })

export function flowOf(tasks: readonly Task[], rest: Partial<Flow> = {}): Flow {
  return { id: 'flow', namespace: 'test', revision: 1, tasks, ...rest }
}

export const WORKER = 'worker-1' as ServiceId

export class Scenario {
  readonly plan: Plan
  state: ExecutionState
  now = 1_000
  readonly pending: Extract<Effect, { kind: 'dispatch' }>[] = []
  readonly dispatched: string[] = []
  #commands = 0

  constructor(flow: Flow, inputs: JsonObject = {}) {
    this.plan = compileFlow(flow, { defaults: [] })
    this.state = createExecution(this.plan, { id: 'exec' as ExecutionId, inputs, labels: [], now: this.now })
  }

  get facts(): EngineFacts {
    return { now: this.now, zone: 'UTC', seed: this.#commands, globals: {}, envs: {}, lookup: () => undefined }
  }

  /** Gives a command to the machine and keeps what it decides. */
  tell(command: ExecutionCommand): Decision {
    this.#commands += 1
    const decision = decide(this.plan, this.state, command, this.facts)
    if (decision.kind === 'changed') {
      this.state = apply(this.state, decision)
      for (const effect of decision.effects) if (effect.kind === 'dispatch') this.#dispatch(effect)
    }
    return decision
  }

  #dispatch(effect: Extract<Effect, { kind: 'dispatch' }>): void {
    this.pending.push(effect)
    const run = this.state.table.runs.get(effect.taskRunId)
    this.dispatched.push(run?.value === undefined ? (run?.taskId ?? '') : `${run.taskId}[${run.value}]`)
  }

  /** Ends one dispatched attempt as the script says. */
  finish(effect: { readonly taskRunId: TaskRunId; readonly attempt: number }, script: Script): Decision {
    const run = this.state.table.runs.get(effect.taskRunId)
    const outcome = script(run?.taskId ?? '', effect.attempt, run as TaskRun)
    this.now += 1
    return this.tell({
      kind: 'attempt-ended',
      taskRunId: effect.taskRunId,
      attempt: effect.attempt,
      startedAt: this.now - 1,
      at: this.now,
      worker: WORKER,
      ...outcome,
    })
  }

  /** Runs until nothing is left to do: attempts in the order that `choose` picks, then timers. */
  run(script: Script = succeed, choose: (count: number) => number = () => 0): this {
    if (this.state.header.state === 'CREATED') this.tell({ kind: 'start' })
    for (let turn = 0; turn < 100_000; turn += 1) {
      const [effect] = this.pending.splice(choose(this.pending.length), 1)
      if (effect !== undefined) this.finish(effect, script)
      else if (!this.#wakeNext()) return this
    }
    return this
  }

  #wakeNext(): boolean {
    const due = [...this.state.table.runs.values()]
      .filter((run) => run.dueAt !== undefined)
      .sort((left, right) => (left.dueAt ?? 0) - (right.dueAt ?? 0))[0]
    if (due?.dueAt === undefined) return false
    this.now = Math.max(this.now, due.dueAt)
    return this.tell({ kind: 'wake', taskRunId: due.id }).kind === 'changed'
  }

  /** The task run of a task, in a turn of a loop where told. */
  runOf(taskId: string, value?: string): TaskRun | undefined {
    return [...this.state.table.runs.values()].find(
      (run) => run.taskId === taskId && (value === undefined || run.value === value),
    )
  }

  /** `task` or `task[value]` → state, in order of creation. */
  get states(): Record<string, State> {
    const runs = [...this.state.table.runs.values()].sort((left, right) => left.order - right.order)
    return Object.fromEntries(
      runs.map((run) => [run.value === undefined ? run.taskId : `${run.taskId}[${run.value}]`, run.state]),
    )
  }
}
