// Random flows. Their end states and outputs do not depend on who is faster: a task reads only what must have ended before
// it starts, and loop values are fixed in the flow.

import type { Flow, JsonObject, Task } from '@millrace/model'
import type { Random } from '../world/random.ts'
import { drawDag, drawExit, drawLoopUntil, drawPause, drawSwitch, type Inside } from './controls.ts'
import { condition, READ_BY_INPUT, readable, type Readable } from './conditions.ts'
import { drawOutcome } from './outcomes.ts'
import { retryOf } from './retries.ts'
import { SIMULATED_TYPE } from './simulated-task.ts'

export interface GeneratedFlow {
  readonly flow: Flow
  readonly inputs: JsonObject
}

/** What is around the list of tasks that is being made. */
interface Surroundings {
  readonly depth: number
  /** Tasks that have ended before anything here starts. */
  readonly before: readonly Readable[]
  /** Ids of the loops around it, outermost first. */
  readonly loops: readonly string[]
  /** A loop is the direct container. */
  readonly isTurn: boolean
  /** Nothing runs beside it. */
  readonly isAlone: boolean
  readonly isInFinally: boolean
}

const MAX_DEPTH = 3
const KINDS = [
  'sequential',
  'parallel',
  'if',
  'for-each',
  'switch',
  'dag',
  'allow-failure',
  'loop-until',
  'pause',
] as const
const LOOP_VALUES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']

/** One flow of at most about forty tasks. */
export function generateFlow(random: Random, id: string): GeneratedFlow {
  const builder = new FlowBuilder(random)
  const around: Surroundings = { depth: 0, before: [], loops: [], isTurn: false, isAlone: true, isInFinally: false }
  const tasks = builder.list(around, random.between(1, 5))
  const outputs = tasks.filter((task) => task.type === SIMULATED_TYPE).slice(0, 2)
  const flow: Flow = {
    id,
    namespace: 'simulated',
    revision: 1,
    inputs: ['flag', 'reads'].map((input) => ({ id: input, type: 'STRING' })),
    tasks,
    ...builder.handlers(around),
    ...(random.chance(0.15) ? { retry: retryOf(random) } : {}),
    ...(random.chance(0.5)
      ? { outputs: outputs.map((task) => ({ id: `of-${task.id}`, value: `{{ outputs.${task.id}.value ?? 'none' }}` })) }
      : {}),
  }
  return { flow, inputs: { flag: random.pick(['on', 'off']), reads: READ_BY_INPUT } }
}

class FlowBuilder {
  readonly #random: Random
  #count = 0
  /** Keeps flows small, most of them: what is left to be made. */
  #budget: number

  constructor(random: Random) {
    this.#random = random
    this.#budget = random.pick([4, 8, 12, 20, 40])
  }

  list(around: Surroundings, length: number): Task[] {
    const tasks: Task[] = []
    const before = [...around.before]
    for (let index = 0; index < length; index += 1) {
      const task = this.#task({ ...around, before })
      tasks.push(task)
      if (task.type === SIMULATED_TYPE && task.disabled !== true)
        before.push({ id: task.id, loops: around.loops, isTurn: around.isTurn })
    }
    return tasks
  }

  /** Tasks side by side: none sees another. */
  #lanes(around: Surroundings, length: number): Task[] {
    return Array.from({ length }, () => this.#task({ ...around, isAlone: false }))
  }

  handlers(around: Surroundings): { errors?: Task[]; finally?: Task[] } {
    const inside = { ...around, depth: around.depth + 1, isTurn: false }
    return {
      ...(this.#random.chance(0.25)
        ? { errors: this.list({ ...inside, isAlone: false }, this.#random.between(1, 2)) }
        : {}),
      ...(this.#random.chance(0.25)
        ? { finally: this.list({ ...inside, isInFinally: true }, this.#random.between(1, 2)) }
        : {}),
    }
  }

  #task(around: Surroundings): Task {
    this.#count += 1
    this.#budget -= 1
    const id = `t${this.#count}`
    const isLeaf = around.depth >= MAX_DEPTH || this.#budget <= 0 || this.#random.chance(0.6)
    const task = isLeaf ? this.#leaf(id, around) : this.#container(id, around)
    return task.type === 'core/exit' ? task : { ...task, ...this.#traits(around) }
  }

  #traits(around: Surroundings): Partial<Task> {
    const random = this.#random
    return {
      ...(random.chance(0.12) ? { allowFailure: true } : {}),
      ...(random.chance(0.08) ? { allowWarning: true } : {}),
      ...(random.chance(0.05) ? { disabled: true } : {}),
      ...(random.chance(0.12) ? { runIf: condition(random, around.before, around) } : {}),
    }
  }

  #inside(id: string, around: Surroundings): Inside {
    const inside = { ...around, depth: around.depth + 1, isTurn: false }
    // What a turn leaves is not read: the next one leaves something else.
    const turns = { ...inside, loops: [...around.loops, id] }
    return {
      inOrder: (length) => this.list(inside, length),
      sideBySide: (length) => this.#lanes(inside, length),
      repeated: (length) => this.list(turns, length),
      condition: () => condition(this.#random, around.before, around),
    }
  }

  #leaf(id: string, around: Surroundings): Task {
    const random = this.#random
    if (random.chance(0.08)) return { id, type: 'core/sleep', duration: `PT${random.between(1, 60) / 10}S` }
    if (random.chance(0.03)) return { id, type: 'core/labels', labels: { [id]: 'set' } }
    if (random.chance(0.03)) return { id, type: 'core/set-variables', variables: { [id]: 'set' } }
    if (random.chance(0.06) && around.isAlone && !around.isInFinally) return drawExit(random, id)
    const outcome = drawOutcome(random, around.isTurn)
    // The look-up of what a task reads counts against its time-out: whether that suffices would depend on time.
    const read = outcome.timeout === undefined ? readable(random, around.before, around) : undefined
    const turn = around.isTurn ? '{{ taskrun.value }}' : ''
    return { id, type: SIMULATED_TYPE, value: read ?? `${id} {{ inputs.flag }}`, turn, ...outcome }
  }

  #container(id: string, around: Surroundings): Task {
    const random = this.#random
    const inside = { ...around, depth: around.depth + 1, isTurn: false }
    const rest = { ...this.handlers(around), ...(random.chance(0.1) ? { retry: retryOf(random) } : {}) }
    const length = random.between(1, 3)
    switch (random.pick(KINDS)) {
      case 'sequential':
        return { id, type: 'core/sequential', tasks: this.list(inside, length), ...rest }
      case 'allow-failure':
        return { id, type: 'core/allow-failure', tasks: this.list(inside, length), ...rest }
      case 'switch':
        return { ...drawSwitch(random, id, this.#inside(id, around)), ...rest }
      case 'dag':
        return { ...drawDag(random, id, this.#inside(id, around)), ...rest }
      case 'loop-until':
        return {
          ...drawLoopUntil(random, id, this.#inside(id, around), { isInLoop: around.loops.length > 0 }),
          ...rest,
        }
      case 'pause':
        return drawPause(random, id, this.#inside(id, around), { mayCancel: around.isAlone })
      case 'parallel':
        return {
          id,
          type: 'core/parallel',
          concurrent: random.between(0, 3),
          tasks: this.#lanes(inside, length + 1),
          ...rest,
        }
      case 'if': {
        const branches = {
          then: this.list(inside, length),
          ...(random.chance(0.5) ? { else: this.list(inside, 1) } : {}),
        }
        return { id, type: 'core/if', condition: condition(random, around.before, around), ...branches, ...rest }
      }
      case 'for-each': {
        const values = LOOP_VALUES.slice(0, random.between(0, random.chance(0.3) ? LOOP_VALUES.length : 3))
        const turns = { ...inside, loops: [...around.loops, id], isTurn: true, isAlone: false }
        return {
          id,
          type: 'core/for-each',
          values,
          concurrencyLimit: random.between(0, 3),
          tasks: this.list(turns, length),
          ...rest,
        }
      }
    }
  }
}
