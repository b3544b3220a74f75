// The work order of an attempt: the task, and the values that its expressions name.

import { LazyMap, renderText, Unloaded, type Read, type Source } from '@millrace/expression'
import { parseDuration, type AttemptMessage, type Json, type JsonObject, type TaskRunId } from '@millrace/model'
import type { EngineFacts, EngineNeed } from './command.ts'
import { engineNeeds, evaluateJson, expressionContext } from './context/evaluate.ts'
import { variablesOf, type Scope, type Variables } from './context/variables.ts'
import type { Plan } from './plan/plan.ts'
import { refuse, type Refusal } from './refusal.ts'
import { settle, Wanting } from './signal.ts'
import type { ExecutionState } from './state.ts'
import { findRun, findValues } from './view.ts'

export interface AttemptRequest {
  readonly plan: Plan
  readonly state: ExecutionState
  readonly taskRunId: TaskRunId
  readonly facts: EngineFacts
}

type Answer<T> =
  | T
  | { readonly kind: 'needs'; readonly needs: readonly EngineNeed[] }
  | ({ readonly kind: 'refused' } & Refusal)

/** The message for the current attempt of a task run; refused when there is nothing to run. */
export function attemptMessage(
  request: AttemptRequest,
): Answer<{ readonly kind: 'value'; readonly message: AttemptMessage }> {
  return settle(() => {
    const { plan, state, taskRunId, facts } = request
    const scope = scopeOf(request)
    const run = loaded(scope, taskRunId)
    const planTask = run === undefined ? undefined : plan.tasks.get(run.taskId)
    if (run === undefined || planTask === undefined)
      return { kind: 'refused', ...refuse('MR_COMMAND_STALE', `There is no task run ${taskRunId}.`) }
    const { reads } = planTask.reads
    const picked = reads.length === 0 ? EMPTY : pick(variablesOf(scope, run), reads, facts)
    const timeoutMs = timeoutOf(scope, run, planTask.task.timeout)
    const message: AttemptMessage = {
      executionId: state.header.id,
      taskRunId,
      attempt: run.attempts.length,
      namespace: state.header.namespace,
      flowId: state.header.flowId,
      flowRevision: state.header.flowRevision,
      task: planTask.task,
      variables: picked.variables,
      open: picked.isOpen || planTask.reads.isOpen,
      ...(run.value === undefined ? {} : { value: run.value }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      dispatchedAt: facts.now,
    }
    return { kind: 'value', message }
  })
}

/** Everything that the expressions of a task run may name, as plain JSON. */
export function allVariables(
  request: AttemptRequest,
): Answer<{ readonly kind: 'value'; readonly variables: JsonObject }> {
  return settle(() => {
    const scope = scopeOf(request)
    const run = loaded(scope, request.taskRunId)
    return { kind: 'value', variables: plain(variablesOf(scope, run)) as JsonObject }
  })
}

function scopeOf({ plan, state, facts }: AttemptRequest): Scope {
  const { header, table } = state
  return { plan, header, facts, look: (id) => findRun(table, id), lookValues: (id) => findValues(table, id) }
}

/** A task run, with the containers above it. */
function loaded(scope: Scope, id: TaskRunId): ReturnType<typeof findRunOf> {
  const run = findRunOf(scope, id)
  for (let above = run?.parentId; above !== undefined;) above = findRunOf(scope, above)?.parentId
  return run
}

function findRunOf(scope: Scope, id: TaskRunId) {
  const found = scope.look(id)
  if (typeof found === 'symbol') throw new Wanting([{ kind: 'runs', ids: [id] }])
  return found
}

function timeoutOf(
  scope: Scope,
  run: NonNullable<ReturnType<typeof findRunOf>>,
  timeout: string | undefined,
): number | undefined {
  if (timeout === undefined) return undefined
  const rendered = evaluateJson(scope, run, timeout)
  // A time-out that is no duration fails the attempt in the worker, where the task's log tells it.
  return rendered.kind === 'value' && typeof rendered.value === 'string' ? parseDuration(rendered.value) : undefined
}

interface Picked {
  readonly variables: JsonObject
  readonly isOpen: boolean
}

const EMPTY: Picked = { variables: {}, isOpen: false }

/** Roots whose entries are picked one by one, since the whole may be large. */
const BY_ENTRY: ReadonlySet<string> = new Set(['inputs', 'outputs', 'tasks', 'vars'])

/** Roots that are looked up name by name. */
const LAZY: ReadonlySet<string> = new Set(['outputs', 'tasks'])

/** The values that `reads` name. Open: more than can be told before is read of what a loop left. */
function pick(variables: Variables, reads: readonly Read[], facts: EngineFacts): Picked {
  const tree: Record<string, Json> = {}
  let isOpen = false
  for (const read of reads) {
    const path = wholePath(read, variables, facts)
    const [root, entry] = path
    if (root === undefined || variables[root] === undefined) continue
    if (BY_ENTRY.has(root) && entry !== undefined) isOpen = pickEntry(tree, variables[root], path) || isOpen
    else if (variables[root] instanceof LazyMap) isOpen = true
    else tree[root] = plain(variables[root])
  }
  return { variables: tree, isOpen }
}

/** The path of a read, its dynamic index evaluated where that can be done; else as far as it is written out. */
function wholePath({ path, index }: Read, variables: Variables, facts: EngineFacts): readonly string[] {
  if (index === undefined || path.length < 2 || !LAZY.has(path[0] ?? '')) return path
  const rendered = renderText(index.template, expressionContext(variables, facts))
  if (rendered.kind === 'needs') throw new Wanting(engineNeeds(rendered.needs))
  return rendered.kind === 'value' ? [...path, rendered.value, ...index.rest] : path
}

/** Picks one entry of a root; true when it must be read through the platform instead. */
function pickEntry(tree: Record<string, Json>, root: Source, path: readonly string[]): boolean {
  const [name = '', entry = ''] = path
  const value = member(root, entry)
  if (value === undefined) return false
  const place = (tree[name] ??= {}) as Record<string, Json>
  if (value instanceof LazyMap) return pickLoop(place, entry, value, path.slice(2))
  place[entry] = plain(value)
  return false
}

/** What a loop left: the one turn that is named, or all of it through the platform. */
function pickLoop(place: Record<string, Json>, entry: string, loop: LazyMap, rest: readonly string[]): boolean {
  const [turn, ...below] = rest
  if (turn === undefined) return true
  const value = loop.get(turn)
  if (value === undefined) return false
  const turns = (place[entry] ??= {}) as Record<string, Json>
  if (value instanceof LazyMap) return pickLoop(turns, turn, value, below)
  turns[turn] = plain(value)
  return false
}

function member(source: Source, key: string): Source | undefined {
  if (source instanceof LazyMap) return source.get(key)
  if (typeof source !== 'object' || source === null || Array.isArray(source) || source instanceof Unloaded)
    return undefined
  return Object.hasOwn(source, key) ? (source as Readonly<Record<string, Source>>)[key] : undefined
}

/** A value with everything lazy read; stops with needs where that is not loaded. */
function plain(source: Source): Json {
  if (source instanceof Unloaded) throw new Wanting([{ kind: 'runs', ids: [source.ref as TaskRunId] }])
  if (source instanceof LazyMap) return plainMap(source)
  if (Array.isArray(source)) return source.map((item: Source) => plain(item))
  if (typeof source === 'bigint') return Number(source)
  if (typeof source !== 'object' || source === null) return source
  const result: Record<string, Json> = {}
  for (const [key, value] of Object.entries(source)) result[key] = plain(value)
  return result
}

function plainMap(map: LazyMap): Json {
  const keys = map.keys()
  if (keys instanceof Unloaded) throw new Wanting([{ kind: 'all' }])
  const result: Record<string, Json> = {}
  for (const key of keys) {
    const value = map.get(key)
    if (value !== undefined) result[key] = plain(value)
  }
  return result
}
