// A flow carried out by recursion over its text, slowly and without a worry about time: the documented rules a second
// time, sharing nothing with the engine.

import type { Flow, JsonObject, Retry, State, Task } from '@millrace/model'
import { enabledEntries, enabledTasks, isContainer, laneLimitOf } from '../flows/flow-index.ts'
import { behaviorOf } from '../flows/pauses.ts'
import { failsAttempt, isSimulated, type SimulatedTask } from '../flows/simulated-task.ts'
import { certainOfDag } from './dag.ts'
import type { Expectation, ExpectedRun } from './expectation.ts'
import { forgiven, worstOf } from './ends.ts'
import { isBad, Memory } from './memory.ts'
import { SeenOutputs, textOf } from './reading.ts'

interface Place {
  readonly parent: string | undefined
  readonly retry: Retry | undefined
  /** Of a task that stands directly in a loop; a LoopUntil has no values. */
  readonly turn: { readonly value: string | undefined; readonly index: number } | undefined
  readonly isCertain: boolean
  /** What stands here was forgotten: it begins anew whatever it had done. */
  readonly isAnew: boolean
}

interface Done {
  readonly state: State
  readonly attempts: number
  readonly outputs: JsonObject | undefined
}

const NOTHING = new Memory(new Map())

/** How the flow ends for these inputs, when nobody kills it; `memory` is what it had done before it was restarted. */
export function interpret(flow: Flow, inputs: JsonObject, memory: Memory = NOTHING): Expectation {
  const interpreter = new Interpreter(inputs, memory)
  const place: Place = { parent: undefined, retry: flow.retry, turn: undefined, isCertain: true, isAnew: false }
  const main = interpreter.sequence(flow.tasks, place)
  const state = interpreter.withHandlers(main, flow, place)
  const outputs = flow.outputs === undefined || flow.outputs.length === 0 ? undefined : interpreter.outputsOf(flow)
  return { state, outputs, runs: interpreter.runs, isEndless: interpreter.isEndless }
}

class Interpreter {
  readonly runs = new Map<string, ExpectedRun>()
  isEndless = false
  /** An Exit has been: nothing starts any more but `finally` tasks. */
  #exit: State | undefined
  readonly #seen: SeenOutputs
  readonly #memory: Memory

  constructor(inputs: JsonObject, memory: Memory) {
    this.#seen = new SeenOutputs(inputs)
    this.#memory = memory
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
      if (isBad(state) || this.#exit !== undefined) break
    }
    return states
  }

  /** The handlers of a container after its tasks, and the state that all of it gives. */
  withHandlers(main: readonly State[], handlers: { readonly [property: string]: unknown }, place: Place): State {
    const inside = { ...place, turn: undefined, isCertain: true, isAnew: true }
    const exit = this.#exit
    const errors = main.includes('FAILED') && exit === undefined ? this.sequence(handlers['errors'], inside) : []
    const exitOfErrors = this.#exit
    this.#exit = undefined
    const last = this.sequence(handlers['finally'], inside)
    this.#exit = exitOfErrors
    return this.#exit ?? worstOf([...main, ...errors, ...last])
  }

  #task(task: Task, place: Place): State {
    const step = place.turn === undefined ? task.id : `${task.id}#${place.turn.index}`
    const path = place.parent === undefined ? step : `${place.parent}/${step}`
    const fate = place.isAnew ? 'new' : this.#memory.fateOf(path)
    if (fate === 'stays') return this.#keep(path)
    const done = this.#carryOut(task, { ...place, isAnew: place.isAnew || fate === 'again' }, path)
    const state = task.type === 'core/exit' && done.state !== 'SKIPPED' ? done.state : forgiven(task, done.state)
    if (done.outputs !== undefined && isSimulated(task)) this.#seen.put(task.id, place.turn?.value, done.outputs)
    const { attempts, outputs } = done
    const isCertain = place.isCertain || fate !== 'new'
    this.runs.set(path, { parent: place.parent, isCertain, state, attempts, outputs })
    return state
  }

  #keep(path: string): State {
    for (const [each, { parent, state, attempts, outputs, taskId, turn }] of this.#memory.below(path)) {
      this.runs.set(each, { parent, isCertain: true, state, attempts, outputs })
      if (outputs !== undefined) this.#seen.put(taskId, turn, outputs)
    }
    return this.#memory.runs.get(path)?.state ?? 'SUCCESS'
  }

  #carryOut(task: Task, place: Place, path: string): Done {
    const turn = place.turn?.value
    const isKnown = this.#memory.fateOf(path) === 'goesOn' && !place.isAnew
    if (!isKnown && task.runIf !== undefined && !this.#seen.holds(String(task.runIf), turn))
      return { state: 'SKIPPED', attempts: 0, outputs: undefined }
    const retry = task.retry ?? place.retry
    if (isSimulated(task)) return this.#attempts(task, retry, { turn, before: this.#attemptsBefore(path) })
    if (task.type === 'core/exit') return this.#leave(task)
    const inside: Place = { ...place, parent: path, retry, turn: undefined, isCertain: true }
    return isContainer(task) ? this.#contain(task, inside, turn) : { state: 'SUCCESS', attempts: 0, outputs: undefined }
  }

  #attemptsBefore(path: string): number {
    return this.#memory.fateOf(path) === 'again' ? (this.#memory.runs.get(path)?.attempts ?? 0) : 0
  }

  #leave(task: Task): Done {
    const asked = String(task['state'])
    this.#exit = asked === 'CANCELED' ? 'CANCELLED' : (asked as State)
    return { state: this.#exit, attempts: 0, outputs: undefined }
  }

  #contain(task: Task, inside: Place, turn: string | undefined): Done {
    const done = (main: readonly State[], outputs?: JsonObject): Done => ({
      state: this.withHandlers(main, task, inside),
      attempts: 0,
      outputs,
    })
    switch (task.type) {
      case 'core/if': {
        const chosen = this.#seen.holds(String(task['condition']), turn)
        return done(this.sequence(chosen ? task['then'] : task['else'], inside), { evaluationResult: chosen })
      }
      case 'core/switch':
        return this.#switch(task, inside, done)
      case 'core/loop-until': {
        const { states, count } = this.#repeat(task, inside, turn)
        return done(states, { iterationCount: count })
      }
      case 'core/pause':
        return this.#pause(task, inside, done)
      default:
        return done(this.#main(task, inside))
    }
  }

  #switch(task: Task, inside: Place, done: (main: readonly State[], outputs?: JsonObject) => Done): Done {
    const value = this.#seen.text(String(task['value']), undefined)
    const chosen = ((task['cases'] ?? {}) as Readonly<Record<string, unknown>>)[value]
    const outputs = { value, defaults: chosen === undefined }
    const tasks = chosen ?? task['defaults']
    if (tasks === undefined) return { state: 'FAILED', attempts: 0, outputs }
    return done(this.sequence(tasks, inside), outputs)
  }

  /** A pause that only time ends is not resumed by anybody. */
  #pause(task: Task, inside: Place, done: (main: readonly State[]) => Done): Done {
    const ended = (state: State): Done => ({ state, attempts: 0, outputs: undefined })
    const isOpened = this.#memory.fateOf(inside.parent ?? '') === 'goesOn' && !inside.isAnew
    if (!isOpened) {
      if (task.timeout !== undefined || behaviorOf(task) === 'FAIL') return ended('FAILED')
      if (behaviorOf(task) === 'CANCEL') return ended('CANCELLED')
      if (enabledTasks(task['tasks']).length === 0) return ended(behaviorOf(task) === 'WARN' ? 'WARNING' : 'SUCCESS')
    }
    return done(this.sequence(task['tasks'], inside))
  }

  #repeat(task: Task, inside: Place, turn: string | undefined): { states: State[]; count: number } {
    const states: State[] = []
    const most = Number((task['checkFrequency'] as JsonObject)['maxIterations'])
    for (let index = 0; ; index += 1) {
      states.push(...this.sequence(task['tasks'], { ...inside, turn: { value: undefined, index } }))
      if (states.some(isBad) || this.#exit !== undefined) return { states, count: index }
      const atLeast = /iterationCount >= (\d+)/.exec(String(task['condition']))?.[1]
      const holds =
        atLeast === undefined ? this.#seen.holds(String(task['condition']), turn) : index + 1 >= Number(atLeast)
      if (holds) return { states, count: index + 1 }
      if (index + 1 < most) continue
      if (task['failOnMaxReached'] === true) states.push('FAILED')
      return { states, count: index + 1 }
    }
  }

  #main(task: Task, inside: Place): readonly State[] {
    switch (task.type) {
      case 'core/parallel': {
        const lanes = enabledTasks(task['tasks'])
        return this.#lanes(lanes.length, laneLimitOf(task), (lane, isCertain) =>
          this.sequence([lanes[lane]], { ...inside, isCertain }),
        )
      }
      case 'core/dag':
        return this.#dag(task, inside)
      case 'core/for-each': {
        const values = task['values'] as readonly string[]
        return this.#lanes(values.length, laneLimitOf(task), (lane, isCertain, laterAreCertain) => {
          const turn = { value: values[lane] ?? '', index: lane }
          return this.sequence(task['tasks'], { ...inside, turn, isCertain }, laterAreCertain)
        })
      }
      default:
        return this.sequence(task['tasks'], inside)
    }
  }

  /** What waits for something that fails never starts; what else starts after a failure depends on time. */
  #dag(task: Task, inside: Place): readonly State[] {
    const entries = enabledEntries(task['tasks'])
    const before = new Map(this.runs)
    const states = new Map(entries.map((entry) => [entry.task.id, this.#task(entry.task, inside)] as const))
    if (![...states.values()].some(isBad)) return [...states.values()]
    this.#restore(before)
    const certain = certainOfDag(entries, laneLimitOf(task), (id) => isBad(states.get(id) ?? 'SUCCESS'))
    return entries.flatMap((entry) => {
      const isCertain = certain.get(entry.task.id) ?? (this.#memory.hasTargets ? false : undefined)
      return isCertain === undefined ? [] : [this.#task(entry.task, { ...inside, isCertain })]
    })
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
    const fails = undisturbed.map((states) => states.some(isBad))
    const failed = fails.filter(Boolean).length
    if (failed === 0) return undisturbed.flat()
    this.#restore(before)
    const states: State[] = []
    let failedBefore = 0
    for (let lane = 0; lane < count && (failedBefore < limit || this.#memory.hasTargets); lane += 1) {
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
    { turn, before }: { readonly turn: string | undefined; readonly before: number },
  ): Done {
    if (task.hangsForever) {
      this.isEndless = true
      return { state: 'KILLED', attempts: before + 1, outputs: undefined }
    }
    const attempts = attemptsOf(task, retry, { turn: turn ?? '', first: before + 1 })
    if (failsAttempt(task, attempts, turn ?? '')) return { state: 'FAILED', attempts, outputs: undefined }
    const isWarned = attempts > 1 && retry?.warningOnRetry === true && task.ending === 'SUCCESS'
    const outputs = { value: this.#seen.text(task.value, turn), attempt: attempts }
    return { state: isWarned ? 'WARNING' : task.ending, attempts, outputs }
  }
}

/** The attempt that is the last one. */
function attemptsOf(
  task: SimulatedTask,
  retry: Retry | undefined,
  { turn, first }: { readonly turn: string; readonly first: number },
): number {
  const most = retry === undefined ? 1 : (retry.maxAttempts ?? Number.POSITIVE_INFINITY)
  let attempt = first
  while (failsAttempt(task, attempt, turn) && attempt < most) attempt += 1
  return attempt
}
