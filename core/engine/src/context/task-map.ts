// `outputs` and `tasks` as expressions see them: by task id, nested by loop values. Ids derive from places, so one name
// leads to one task run, and only that one is looked up.

import { LazyMap, Unloaded, type Source } from '@millrace/expression'
import type { TaskRunId } from '@millrace/model'
import type { PlanTask } from '../plan/plan.ts'
import { runIdAt } from '../progress/run-id.ts'
import { NOT_LOADED, type LoopValues, type TaskRun } from '../state.ts'
import type { Scope } from './variables.ts'

type Aspect = 'outputs' | 'state'

/** The whole map: an entry for each task of the flow that has something to show. */
export class TaskMap extends LazyMap {
  readonly #scope: Scope
  readonly #aspect: Aspect

  constructor(scope: Scope, aspect: Aspect) {
    super()
    this.#scope = scope
    this.#aspect = aspect
  }

  get(taskId: string): Source | undefined {
    const plan = this.#scope.plan.tasks.get(taskId)
    if (plan === undefined) return undefined
    return resolve(this.#scope, this.#aspect, pathTo(plan), undefined)
  }

  keys(): readonly string[] | Unloaded {
    return presentKeys([...this.#scope.plan.tasks.keys()], (key) => this.get(key))
  }
}

/** What a task left in each turn of a loop, by the text of the loop value. */
class LoopMap extends LazyMap {
  readonly #scope: Scope
  readonly #aspect: Aspect
  readonly #rest: readonly PlanTask[]
  readonly #loopId: TaskRunId
  readonly #values: LoopValues

  constructor(scope: Scope, aspect: Aspect, rest: readonly PlanTask[], loopId: TaskRunId, values: LoopValues) {
    super()
    this.#scope = scope
    this.#aspect = aspect
    this.#rest = rest
    this.#loopId = loopId
    this.#values = values
  }

  get(value: string): Source | undefined {
    const iteration = iterationOf(this.#values, value)
    if (iteration === undefined) return undefined
    return resolve(this.#scope, this.#aspect, this.#rest, { id: this.#loopId, iteration })
  }

  keys(): readonly string[] | Unloaded {
    return presentKeys([...new Set(this.#values)], (key) => this.get(key))
  }
}

/** Those keys that lead to something; the first thing on the way that is not loaded, if any. */
function presentKeys(keys: readonly string[], get: (key: string) => Source | undefined): readonly string[] | Unloaded {
  const present: string[] = []
  for (const key of keys) {
    const found = get(key)
    if (found instanceof Unloaded) return found
    if (found !== undefined) present.push(key)
  }
  return present
}

/** From the root to the task. */
function pathTo(plan: PlanTask): readonly PlanTask[] {
  const path: PlanTask[] = []
  for (let current: PlanTask | undefined = plan; current !== undefined; current = current.parent) path.unshift(current)
  return path
}

/** Follows `path` from a task run (or the root) to what its last task left. */
function resolve(scope: Scope, aspect: Aspect, path: readonly PlanTask[], from: { id: TaskRunId; iteration?: number } | undefined): Source | undefined {
  let place = from
  for (const [index, plan] of path.entries()) {
    const id = runIdAt(scope.header.id, place?.id, plan.id, place?.iteration)
    if (index === path.length - 1) return aspectOf(scope.look(id), aspect, id)
    if (plan.isLoop && path[index + 1]?.phase === 'main') {
      const values = scope.lookValues(id)
      if (values === NOT_LOADED) return new Unloaded(id)
      return values === undefined ? undefined : new LoopMap(scope, aspect, path.slice(index + 1), id, values)
    }
    place = { id }
  }
  return undefined
}

function aspectOf(run: TaskRun | undefined | typeof NOT_LOADED, aspect: Aspect, id: TaskRunId): Source | undefined {
  if (run === NOT_LOADED) return new Unloaded(id)
  if (run === undefined) return undefined
  return aspect === 'state' ? { state: run.state } : (run.outputs as Source | undefined)
}

/** Of two turns with the same value the later one counts. */
const indexes = new WeakMap<LoopValues, ReadonlyMap<string, number>>()
function iterationOf(values: LoopValues, value: string): number | undefined {
  let index = indexes.get(values)
  if (index === undefined) {
    index = new Map(values.map((each, iteration) => [each, iteration] as const))
    indexes.set(values, index)
  }
  return index.get(value)
}
