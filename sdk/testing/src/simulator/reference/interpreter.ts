// A flow carried out by recursion over its text, slowly and without a worry about time: the documented rules a second
// time, sharing nothing with the engine.

import type { Flow, JsonObject, Retry, State, Task } from '@millrace/model'
import { enabledTasks, isContainer, laneLimitOf } from '../flows/flow-index.ts'
import { failsAttempt, isSimulated, type SimulatedTask } from '../flows/simulated-task.ts'
import type { Expectation, ExpectedRun } from './expectation.ts'
import { SeenOutputs, textOf } from './reading.ts'

interface Place {
  readonly parent: string | undefined
  readonly retry: Retry | undefined
  /** Of a task that stands directly in a loop. */
  readonly turn: { readonly value: string; readonly index: number } | undefined
  readonly isCertain: boolean
}

/** How the flow ends for these inputs, when nobody kills it. */
export function interpret(flow: Flow, inputs: JsonObject): Expectation {
  const interpreter = new Interpreter(inputs)
  const place: Place = { parent: undefined, retry: flow.retry, turn: undefined, isCertain: true }
  const main = interpreter.sequence(flow.tasks, place)
  const state = interpreter.withHandlers(main, flow, place)
  const outputs = flow.outputs === undefined || flow.outputs.length === 0 ? undefined : interpreter.outputsOf(flow)
  return { state, outputs, runs: interpreter.runs, isEndless: interpreter.isEndless }
}

class Interpreter {
  readonly runs = new Map<string, ExpectedRun>()
  isEndless = false
  readonly #seen: SeenOutputs

  constructor(inputs: JsonObject) {
    this.#seen = new SeenOutputs(inputs)
  }

  outputsOf(flow: Flow): JsonObject {
    return Object.fromEntries(
      (flow.outputs ?? []).map(({ id, value }) => [id, this.#seen.text(textOf(value), undefined)]),
    )
  }

  /** One after the other, until one fails. `laterAreCertain`: nothing side by side can stop those after the first. */
  sequence(tasks: unknown, place: Place, laterAreCertain = true): State[] {
    const states: State[] = []
    for (const [position, task] of enabledTasks(tasks).entries()) {
      const state = this.#task(task, { ...place, isCertain: place.isCertain && (position === 0 || laterAreCertain) })
      states.push(state)
      if (state === 'FAILED') break
    }
    return states
  }

  /** The handlers of a container after its tasks, and the state that all of it gives. */
  withHandlers(main: readonly State[], handlers: { readonly [property: string]: unknown }, place: Place): State {
    const inside = { ...place, turn: undefined, isCertain: true }
    const errors = main.includes('FAILED') ? this.sequence(handlers['errors'], inside) : []
    const last = this.sequence(handlers['finally'], inside)
    const all = [...main, ...errors, ...last]
    return all.includes('FAILED') ? 'FAILED' : all.includes('WARNING') ? 'WARNING' : 'SUCCESS'
  }

  #task(task: Task, place: Place): State {
    const step = place.turn === undefined ? task.id : `${task.id}#${place.turn.index}`
    const path = place.parent === undefined ? step : `${place.parent}/${step}`
    const done = this.#carryOut(task, place, path)
    const state = forgiven(task, done.state)
    if (done.outputs !== undefined && isSimulated(task)) this.#seen.put(task.id, place.turn?.value, done.outputs)
    const { attempts, outputs } = done
    this.runs.set(path, { parent: place.parent, isCertain: place.isCertain, state, attempts, outputs })
    return state
  }

  #carryOut(
    task: Task,
    place: Place,
    path: string,
  ): { state: State; attempts: number; outputs: JsonObject | undefined } {
    const turn = place.turn?.value
    if (task.runIf !== undefined && !this.#seen.holds(String(task.runIf), turn))
      return { state: 'SKIPPED', attempts: 0, outputs: undefined }
    const retry = task.retry ?? place.retry
    if (isSimulated(task)) return this.#attempts(task, retry, turn)
    if (!isContainer(task)) return { state: 'SUCCESS', attempts: 0, outputs: undefined }
    const inside: Place = { parent: path, retry, turn: undefined, isCertain: true }
    const chosen = task.type === 'core/if' ? this.#seen.holds(String(task['condition']), turn) : undefined
    const state = this.withHandlers(this.#main(task, inside, chosen), task, inside)
    return { state, attempts: 0, outputs: chosen === undefined ? undefined : { evaluationResult: chosen } }
  }

  #main(task: Task, inside: Place, chosen: boolean | undefined): readonly State[] {
    switch (task.type) {
      case 'core/sequential':
        return this.sequence(task['tasks'], inside)
      case 'core/if':
        return this.sequence(chosen === true ? task['then'] : task['else'], inside)
      case 'core/parallel': {
        const lanes = enabledTasks(task['tasks'])
        return this.#lanes(lanes.length, laneLimitOf(task), (lane, isCertain) =>
          this.sequence([lanes[lane]], { ...inside, isCertain }),
        )
      }
      default: {
        const values = task['values'] as readonly string[]
        return this.#lanes(values.length, laneLimitOf(task), (lane, isCertain, laterAreCertain) => {
          const turn = { value: values[lane] ?? '', index: lane }
          return this.sequence(task['tasks'], { ...inside, turn, isCertain }, laterAreCertain)
        })
      }
    }
  }

  /**
   * Lanes side by side. Nothing starts after a failure, so that which lanes start then depends on time: the first ones
   * start in any case, one that would need more than all other places to have failed never does.
   */
  #lanes(
    count: number,
    limit: number,
    run: (lane: number, isCertain: boolean, laterAreCertain: boolean) => State[],
  ): State[] {
    const before = new Map(this.runs)
    const undisturbed = Array.from({ length: count }, (_, lane) => run(lane, true, true))
    const fails = undisturbed.map((states) => states.includes('FAILED'))
    const failed = fails.filter(Boolean).length
    if (failed === 0) return undisturbed.flat()
    this.#restore(before)
    const states: State[] = []
    let failedBefore = 0
    for (let lane = 0; lane < count && failedBefore < limit; lane += 1) {
      const isCertain = lane < limit || (failedBefore === 0 && limit === 1)
      const othersFail = failed - (fails[lane] === true ? 1 : 0) > 0
      states.push(...run(lane, isCertain, !othersFail || limit === 1))
      if (fails[lane] === true) failedBefore += 1
    }
    return states
  }

  #restore(runs: ReadonlyMap<string, ExpectedRun>): void {
    this.runs.clear()
    for (const [path, run] of runs) this.runs.set(path, run)
  }

  #attempts(
    task: SimulatedTask,
    retry: Retry | undefined,
    turn: string | undefined,
  ): { state: State; attempts: number; outputs: JsonObject | undefined } {
    if (task.hangsForever) {
      this.isEndless = true
      return { state: 'KILLED', attempts: 1, outputs: undefined }
    }
    const attempts = attemptsOf(task, retry, turn ?? '')
    if (failsAttempt(task, attempts, turn ?? '')) return { state: 'FAILED', attempts, outputs: undefined }
    const isWarned = attempts > 1 && retry?.warningOnRetry === true
    const outputs = { value: this.#seen.text(task.value, turn), attempt: attempts }
    return { state: isWarned ? 'WARNING' : task.ending, attempts, outputs }
  }
}

/** How often the task is tried. */
function attemptsOf(task: SimulatedTask, retry: Retry | undefined, turn: string): number {
  const most = retry === undefined ? 1 : (retry.maxAttempts ?? Number.POSITIVE_INFINITY)
  let attempt = 1
  while (failsAttempt(task, attempt, turn) && attempt < most) attempt += 1
  return attempt
}

function forgiven(task: Task, state: State): State {
  const first = state === 'FAILED' && task.allowFailure === true ? 'WARNING' : state
  return first === 'WARNING' && task.allowWarning === true ? 'SUCCESS' : first
}
