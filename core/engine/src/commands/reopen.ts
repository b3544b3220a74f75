// Restart, replay and change of state: an ended execution is opened again. It becomes RESTARTED here, with all its
// counters right, and begins to run with the next `start`.

import { isTerminal, type ErrorCode, type State, type TaskRunId } from '@millrace/model'
import type { Draft } from '../draft.ts'
import { refuse, type Refusal } from '../refusal.ts'
import { Wanting } from '../signal.ts'
import type { TaskRun } from '../state.ts'
import { withoutDue } from '../task-run.ts'
import { childrenOf, entered, rebuiltFrame, type Children } from './rebuild.ts'

/** What is opened again, and what is forgotten of an execution. */
export interface Reopening {
  readonly targets: readonly TaskRun[]
  /** Containers that go on with their children as they are. */
  readonly continued?: readonly TaskRun[]
  readonly removed: ReadonlySet<TaskRunId>
  /** The state that the targets get; RESTARTED runs them again. */
  readonly state: State
}

const NOTHING: ErrorCode = 'MR_EXECUTION_NOTHING_TO_RESTART'

/** Runs again what failed or was killed, with the same id. */
export function restart(draft: Draft): Refusal | undefined {
  const runs = allRuns(draft)
  if (!isTerminal(draft.header.state)) {
    return refuse('MR_EXECUTION_STATE', `The execution has not ended: it is ${draft.header.state}.`)
  }
  const children = childrenOf(runs)
  const targets = runs.filter(
    (run) => isStopped(run) && countsAbove(draft, run) && !(children.get(run.id) ?? []).some(isStopped),
  )
  if (targets.length === 0) return refuse(NOTHING, 'No task found to restart: none of the execution has failed.')
  const continued = targets.filter((run) => isWellInside(draft, run, children.get(run.id) ?? []))
  const anew = targets.filter((run) => !continued.includes(run))
  const above = containersAbove(draft, targets, continued)
  const handlers = runs.filter((run) => run.phase !== 'main' && (run.parentId === undefined || above.has(run.parentId)))
  const removed = withBelow(children, handlers)
  for (const target of anew) for (const id of withBelow(children, children.get(target.id) ?? [])) removed.add(id)
  reopen(draft, { targets: anew, continued, removed, state: 'RESTARTED' })
  draft.header = {
    ...draft.header,
    attemptNumber: draft.header.attemptNumber + 1,
    labels: [
      ...draft.header.labels.filter(({ key }) => key !== 'system.restarted'),
      { key: 'system.restarted', value: 'true' },
    ],
  }
  return undefined
}

/** Gives one task run another state; what follows from it goes on. */
export function changeState(
  draft: Draft,
  { taskRunId, state }: { readonly taskRunId: TaskRunId; readonly state: State },
): Refusal | undefined {
  allRuns(draft)
  const run = draft.find(taskRunId)
  if (run === undefined) return refuse(NOTHING, `No task found: there is no task run ${taskRunId}.`)
  if (!isTerminal(draft.header.state))
    return refuse('MR_EXECUTION_STATE', `The execution has not ended: it is ${draft.header.state}.`)
  reopen(draft, { targets: [run], removed: new Set(), state })
  return undefined
}

/** Another terminal state for the execution as a whole; its task runs stay as they are. */
export function changeStatus(draft: Draft, state: State): Refusal | undefined {
  if (!isTerminal(draft.header.state))
    return refuse('MR_EXECUTION_STATE', `The execution has not ended: it is ${draft.header.state}.`)
  if (!isTerminal(state)) return refuse('MR_EXECUTION_STATE', `${state} is no state in which an execution can end.`)
  if (state === draft.header.state) return undefined
  draft.moveTo('RESTARTED')
  draft.moveTo(state)
  return undefined
}

/** Every task run; a need where they are not all loaded. */
export function allRuns(draft: Draft): readonly TaskRun[] {
  if (!draft.state.table.isComplete) throw new Wanting([{ kind: 'all' }])
  return [...draft.state.table.runs.values()]
}

/** Puts the targets into their state, forgets what is removed, and makes the containers above run again. */
export function reopen(draft: Draft, { targets, continued = [], removed, state }: Reopening): void {
  for (const id of removed) draft.remove(id)
  for (const target of targets) draft.put(reopened(draft, target, state))
  const { exitState: _exit, error: _error, outputs: _outputs, returned: _returned, ...header } = draft.header
  draft.header = { ...header, kills: 0 }
  const above = [...containersAbove(draft, targets, continued)]
    .map((id) => draft.find(id))
    .filter((run) => run !== undefined)
  for (const run of above) draft.put(entered(run, 'RUNNING', draft.now))
  const children = childrenOf(currentRuns(draft))
  for (const { id } of above) {
    const run = draft.find(id)
    if (run?.frame !== undefined) draft.putFrame(run, rebuiltFrame(draft, run.frame, children.get(id) ?? [], run))
  }
  const { frame } = draft.header
  if (frame !== undefined)
    draft.putFrame(undefined, rebuiltFrame(draft, frame, children.get(undefined) ?? [], undefined))
  draft.moveTo('RESTARTED')
  // Ends that this brought about are counted in the frames already.
  draft.work.length = 0
}

function currentRuns(draft: Draft): TaskRun[] {
  return allRuns(draft).flatMap(({ id }) => draft.find(id) ?? [])
}

/** A task of a worker waits for its next attempt; a control is opened again from the beginning. */
function reopened(draft: Draft, run: TaskRun, state: State): TaskRun {
  const { outputs, frame, error: _error, ...rest } = withoutDue(run)
  if (state !== 'RESTARTED')
    return entered(
      { ...rest, ...(outputs === undefined ? {} : { outputs }), ...(frame === undefined ? {} : { frame }) },
      state,
      draft.now,
    )
  const isAttempt = draft.planOf(run)?.kind === 'attempt'
  return entered(rest, isAttempt ? 'RESTARTED' : 'RUNNING', draft.now)
}

function isStopped(run: TaskRun): boolean {
  return run.state === 'FAILED' || run.state === 'KILLED' || run.state === 'CANCELLED'
}

/** Neither it nor anything above it is a handler, or has ended well all the same: that was forgiven, and others went on. */
function countsAbove(draft: Draft, run: TaskRun): boolean {
  for (
    let current: TaskRun | undefined = run;
    current !== undefined;
    current = current.parentId === undefined ? undefined : draft.find(current.parentId)
  ) {
    if (current.phase !== 'main' || !isStopped(current)) return false
  }
  return true
}

/** It was stopped while none of its tasks failed: by a kill between two turns, or while its `finally` tasks ran. */
function isWellInside(draft: Draft, run: TaskRun, children: readonly TaskRun[]): boolean {
  const isUsedUp = run.state === 'FAILED' && draft.planOf(run)?.kind === 'loop-until'
  return run.frame !== undefined && !isUsedUp && children.some(({ phase }) => phase === 'main')
}

/** The containers above, and those that go on, those at the bottom first. */
function containersAbove(
  draft: Draft,
  targets: readonly TaskRun[],
  continued: readonly TaskRun[] = [],
): ReadonlySet<TaskRunId> {
  const paths = [...targets, ...continued].map((target) => {
    const path: TaskRunId[] = continued.includes(target) ? [target.id] : []
    for (let id = target.parentId; id !== undefined; id = draft.find(id)?.parentId) path.push(id)
    return path
  })
  return new Set(paths.toSorted((left, right) => right.length - left.length).flat())
}

/** Task runs and all that is below them. */
export function withBelow(children: Children, runs: readonly TaskRun[]): Set<TaskRunId> {
  const found = new Set<TaskRunId>()
  const open = [...runs]
  for (let run = open.pop(); run !== undefined; run = open.pop()) {
    found.add(run.id)
    open.push(...(children.get(run.id) ?? []))
  }
  return found
}
