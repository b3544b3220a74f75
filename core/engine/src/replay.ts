// Replay: a new execution that begins in the middle of an old one. What came before the task run is taken over, with ids
// of the new execution; the task run itself and what follows is run.

import { isTerminal, type ExecutionId, type Instant, type TaskRunId } from '@millrace/model'
import { reopen, withBelow } from './commands/reopen.ts'
import { childrenOf } from './commands/rebuild.ts'
import type { EngineFacts, EngineNeed } from './command.ts'
import { apply, newTable } from './create.ts'
import { decisionOf } from './decide.ts'
import { Draft } from './draft.ts'
import type { Plan } from './plan/plan.ts'
import { runIdAt } from './progress/run-id.ts'
import { refuse, type Refusal } from './refusal.ts'
import { settle, Wanting } from './signal.ts'
import type { ExecutionState, RunTable, TaskRun } from './state.ts'

export interface ReplayRequest {
  /** Of the revision that the new execution runs. */
  readonly plan: Plan
  readonly state: ExecutionState
  readonly id: ExecutionId
  readonly taskRunId: TaskRunId
  readonly now: Instant
  readonly facts: EngineFacts
}

/** A new execution in RESTARTED, not stored; `decide` with `start` runs it. */
export function replay(
  request: ReplayRequest,
):
  | { readonly kind: 'value'; readonly state: ExecutionState }
  | { readonly kind: 'needs'; readonly needs: readonly EngineNeed[] }
  | ({ readonly kind: 'refused' } & Refusal) {
  return settle(() => {
    const { plan, state, taskRunId, facts } = request
    if (!state.table.isComplete) throw new Wanting([{ kind: 'all' }])
    if (!isTerminal(state.header.state))
      return {
        kind: 'refused',
        ...refuse('MR_EXECUTION_STATE', `The execution has not ended: it is ${state.header.state}.`),
      }
    if (!state.table.runs.has(taskRunId))
      return {
        kind: 'refused',
        ...refuse('MR_EXECUTION_NOTHING_TO_RESTART', `No task found: there is no task run ${taskRunId}.`),
      }
    const copy = copied(request)
    const draft = new Draft(plan, copy.state, facts)
    const target = draft.find(copy.idOf(taskRunId))
    if (target === undefined)
      return {
        kind: 'refused',
        ...refuse('MR_EXECUTION_NOTHING_TO_RESTART', `No task found: there is no task run ${taskRunId}.`),
      }
    reopen(draft, { targets: [target], removed: following(draft, target), state: 'RESTARTED' })
    const decision = decisionOf(draft)
    return { kind: 'value', state: decision.kind === 'changed' ? apply(copy.state, decision) : copy.state }
  })
}

/** The old execution under the new id: every task run keeps its place, and so gets the id of that place. */
function copied({ plan, state, id, now }: ReplayRequest): {
  readonly state: ExecutionState
  idOf(old: TaskRunId): TaskRunId
} {
  const { header, table } = state
  const ids = new Map<TaskRunId, TaskRunId>()
  const idOf = (old: TaskRunId): TaskRunId => {
    const known = ids.get(old)
    if (known !== undefined) return known
    const run = table.runs.get(old)
    const parent = run?.parentId === undefined ? undefined : idOf(run.parentId)
    const made = runIdAt(id, parent, run?.taskId ?? old, run?.iteration)
    ids.set(old, made)
    return made
  }
  const runs: RunTable = newTable(true)
  for (const run of table.runs.values()) {
    // What the old execution called answers to that one alone.
    const { call: _call, ...kept } = run
    const copy: TaskRun = {
      ...kept,
      id: idOf(run.id),
      ...(run.parentId === undefined ? {} : { parentId: idOf(run.parentId) }),
    }
    runs.runs.set(copy.id, copy)
  }
  for (const [old, values] of table.values) runs.values.set(idOf(old), values)
  const labels = [
    ...header.labels.filter(({ key }) => key !== 'system.replay'),
    { key: 'system.replay', value: 'true' },
  ]
  const { caller: _caller, returned: _returned, ...kept } = header
  const copy = {
    ...kept,
    id,
    flowRevision: plan.flow.revision,
    parentId: header.id,
    createdAt: now,
    labels,
    attemptNumber: header.attemptNumber + 1,
  }
  return { state: { header: copy, table: runs }, idOf }
}

/** What the replay forgets: everything below the task run, what follows it in its lane and in the lanes of its containers, and their handlers. */
function following(draft: Draft, target: TaskRun): ReadonlySet<TaskRunId> {
  const runs = [...draft.state.table.runs.values()]
  const children = childrenOf(runs)
  const removed = withBelow(children, children.get(target.id) ?? [])
  for (
    let current: TaskRun | undefined = target;
    current !== undefined;
    current = current.parentId === undefined ? undefined : draft.find(current.parentId)
  ) {
    const here: TaskRun = current
    const container = here.parentId === undefined ? undefined : draft.find(here.parentId)
    const isInOrder = draft.frameOf(container)?.limit === 1
    const later = (children.get(here.parentId) ?? []).filter(
      (run) => run.id !== here.id && isLater(draft, here, run, isInOrder),
    )
    for (const id of withBelow(children, later)) removed.add(id)
  }
  return removed
}

function isLater(draft: Draft, here: TaskRun, run: TaskRun, isInOrder: boolean): boolean {
  if (run.phase !== here.phase) return run.phase !== 'main'
  if (run.lane === here.lane)
    return (
      (draft.planOf(run)?.position ?? 0) > (draft.planOf(here)?.position ?? 0) ||
      (run.iteration ?? 0) > (here.iteration ?? 0)
    )
  return isInOrder && run.lane > here.lane
}
