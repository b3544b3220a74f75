// `outputs` and `tasks` as expressions see them: by task id, nested by loop values. Ids derive from places, so one name
// leads to one task run, and only that one is looked up.

import { LazyMap, Unloaded, type Source } from '@millrace/expression'
import type { TaskRunId } from '@millrace/model'
import type { PlanTask } from '../plan/plan.ts'
import { runIdAt } from '../progress/run-id.ts'
import { NOT_LOADED, type LoopValues, type TaskRun } from '../state.ts'
import type { Scope } from './variables.ts'

type Aspect = 'outputs' | 'state'

/** Where to look, and for what. */
interface Search {
  readonly scope: Scope
  readonly aspect: Aspect
}

/** The whole map: an entry for each task of the flow that has something to show. */
export class TaskMap extends LazyMap {
  readonly #search: Search

  constructor(scope: Scope, aspect: Aspect) {
    super()
    this.#search = { scope, aspect }
  }

  get(taskId: string): Source | undefined {
    const plan = this.#search.scope.plan.tasks.get(taskId)
    return plan === undefined ? undefined : resolve(this.#search, pathTo(plan), undefined)
  }

  keys(): readonly string[] | Unloaded {
    return presentKeys([...this.#search.scope.plan.tasks.keys()], (key) => this.get(key))
  }
}

/** What a task left in each turn of a loop, by the text of the loop value. */
class LoopMap extends LazyMap {
  readonly #search: Search
  readonly #rest: readonly PlanTask[]
  readonly #loop: { readonly id: TaskRunId; readonly values: LoopValues }

  constructor(
    search: Search,
    rest: readonly PlanTask[],
    loop: { readonly id: TaskRunId; readonly values: LoopValues },
  ) {
    super()
    this.#search = search
    this.#rest = rest
    this.#loop = loop
  }

  get(value: string): Source | undefined {
    const iteration = iterationOf(this.#loop.values, value)
    if (iteration === undefined) return undefined
    return resolve(this.#search, this.#rest, { id: this.#loop.id, iteration })
  }

  keys(): readonly string[] | Unloaded {
    return presentKeys([...new Set(this.#loop.values)], (key) => this.get(key))
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

interface Place {
  readonly id: TaskRunId
  readonly iteration?: number
}

/** Follows `path` from a task run (or the root) to what its last task left. */
function resolve(search: Search, path: readonly PlanTask[], from: Place | undefined): Source | undefined {
  let place = from
  for (const [index, plan] of path.entries()) {
    const id = runIdAt(search.scope.header.id, place?.id, plan.id, place?.iteration)
    const rest = path.slice(index + 1)
    if (rest.length === 0) return aspectOf(search.scope.look(id), search.aspect, id)
    if (rest[0]?.phase === 'main' && plan.isLoop) return resolveLoop(search, rest, id)
    if (rest[0]?.phase === 'main' && plan.kind === 'loop-until') return resolveTurn(search, rest, id)
    place = { id }
  }
  return undefined
}

function resolveLoop(search: Search, rest: readonly PlanTask[], id: TaskRunId): Source | undefined {
  const values = search.scope.lookValues(id)
  if (values === NOT_LOADED) return new Unloaded(id)
  return values === undefined ? undefined : new LoopMap(search, rest, { id, values })
}

/** Of a LoopUntil the turn that runs, or the one before where that has nothing yet. */
function resolveTurn(search: Search, rest: readonly PlanTask[], id: TaskRunId): Source | undefined {
  const run = search.scope.look(id)
  if (run === NOT_LOADED) return new Unloaded(id)
  const turn = run?.frame?.turn ?? 0
  const current = resolve(search, rest, { id, iteration: turn })
  return current !== undefined || turn === 0 ? current : resolve(search, rest, { id, iteration: turn - 1 })
}

function aspectOf(run: TaskRun | undefined | typeof NOT_LOADED, aspect: Aspect, id: TaskRunId): Source | undefined {
  if (run === NOT_LOADED) return new Unloaded(id)
  if (run === undefined) return undefined
  return aspect === 'state' ? { state: run.state } : run.outputs
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
