// Runs the tasks of simulated flows on the real runner of the event loop, by the clock of their process, and notes what
// they give.

import { EventLoopRunner } from '@millrace/runtime'
import {
  ATTEMPT_END,
  type AttemptContext,
  type AttemptEnd,
  type AttemptJob,
  type AttemptResult,
  type FunctionTask,
  type TaskRunner,
} from '@millrace/ports'
import { MillraceError, type JsonObject } from '@millrace/model'
import { reportKey } from '../invariants/attempts.ts'
import type { Monitor } from '../invariants/monitor.ts'
import { failsAttempt, SIMULATED_TYPE, type SimulatedTask } from '../flows/simulated-task.ts'
import type { SimulatedProcess } from '../world/process.ts'
import type { World } from '../world/world.ts'
import { runsOnce } from '../world/faults.ts'

/** What the worker fits the properties of a task to; the runner below gives it a body. */
export const SIMULATED_DEFINITION: FunctionTask = {
  type: SIMULATED_TYPE,
  title: 'What a simulated task does',
  properties: {
    type: 'object',
    properties: {
      value: { type: 'string' },
      turn: { type: 'string' },
      failsInTurn: { type: 'string' },
      ending: { enum: ['SUCCESS', 'WARNING'] },
      fails: { type: 'integer' },
      durationMs: { type: 'integer' },
      hangs: { type: 'boolean' },
      hangsForever: { type: 'boolean' },
    },
    required: ['value', 'turn', 'fails'],
    additionalProperties: false,
  },
  run: () => Promise.reject(new MillraceError('MR_INTERNAL', 'A simulated task runs in its own runner.')),
}

export class SimulatedRunner implements TaskRunner {
  readonly id = 'event-loop'
  readonly #inner = new EventLoopRunner()
  readonly #world: World
  readonly #process: SimulatedProcess
  readonly #monitor: Monitor
  readonly #slots: number
  #running = 0

  constructor(given: {
    readonly world: World
    readonly process: SimulatedProcess
    readonly monitor: Monitor
    readonly slots: number
  }) {
    this.#world = given.world
    this.#process = given.process
    this.#monitor = given.monitor
    this.#slots = given.slots
  }

  async run(job: AttemptJob): Promise<AttemptResult> {
    const { message } = job.context
    const startedAt = this.#world.timeline.now
    this.#begin(job)
    const definition: FunctionTask = {
      ...SIMULATED_DEFINITION,
      run: (context: AttemptContext, properties: never) => this.#act(context, properties),
    }
    const result = await this.#inner.run({ ...job, definition })
    this.#running -= 1
    this.#monitor.reported.add(reportKey(message.taskRunId, message.attempt, result.state))
    this.#world.log.add(
      this.#process.id,
      `ends ${message.executionId} ${message.task.id} attempt ${message.attempt} ${result.state}`,
    )
    if (result.error?.code === 'MR_TASK_TIMEOUT') this.#checkTime(job, this.#world.timeline.now - startedAt)
    return result
  }

  #begin({ context: { message } }: AttemptJob): void {
    const { task, taskRunId, attempt, executionId } = message
    this.#world.log.add(this.#process.id, `runs ${executionId} ${task.id} attempt ${attempt}`)
    this.#running += 1
    if (this.#running > this.#slots)
      this.#monitor.report('I6', `${this.#process.id} runs ${this.#running} attempts in ${this.#slots} slots`)
    const run = this.#monitor.views.get(executionId)?.runs.get(taskRunId)
    if ((run?.attempts.length ?? 0) < attempt)
      this.#monitor.report('I7', `attempt ${attempt} of ${task.id} runs, and nobody decided so`)
    const times = this.#monitor.began(taskRunId, attempt)
    if (times > 1 && runsOnce(this.#world.faults.plan))
      this.#monitor.report('once', `attempt ${attempt} of ${task.id} runs a second time`)
  }

  #checkTime({ context: { message } }: AttemptJob, elapsedMs: number): void {
    const limitMs = message.timeoutMs ?? Number.POSITIVE_INFINITY
    const isLate = elapsedMs > limitMs + 1 && this.#world.faults.plan.pauses === 0
    // The time that an open message takes to be looked up counts too.
    const isEarly = elapsedMs < limitMs - 1 && !message.open
    if (isEarly || isLate)
      this.#monitor.report('I11', `${message.task.id} with a time-out of ${limitMs} ms was ended after ${elapsedMs} ms`)
  }

  async #act(context: AttemptContext, properties: never): Promise<JsonObject | AttemptEnd> {
    const { value, turn, fails, failsInTurn, hangs, hangsForever, ending, durationMs } = properties as SimulatedTask & {
      readonly turn: string
    }
    const { attempt } = context.message
    const isFailing = failsAttempt({ fails, failsInTurn }, attempt, turn)
    if (hangsForever || (isFailing && hangs)) await new Promise<never>(() => {})
    if (durationMs > 0) await new Promise<void>((resolve) => this.#process.clock.after(durationMs, resolve))
    if (isFailing) throw new MillraceError('MR_TASK_FAILED', `Attempt ${attempt} fails, as its flow says.`)
    const outputs = { value, attempt }
    return ending === 'WARNING' ? { [ATTEMPT_END]: { state: 'WARNING', outputs } } : outputs
  }
}
