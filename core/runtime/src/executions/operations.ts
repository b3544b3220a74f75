// What people do with executions that exist: resume, restart, replay, say how something ended, label.

import {
  MillraceError,
  type ExecutionDocument,
  type ExecutionId,
  type JsonObject,
  type Label,
  type State,
  type TaskRunId,
} from '@millrace/model'
import {
  createExecution,
  replay,
  toDocument,
  type EngineFacts,
  type ExecutionCommand,
  type ExecutionState,
  type Plan,
} from '@millrace/engine'
import type { Clock, Ids, Repository } from '@millrace/ports'
import type { EngineSettings } from '../facts/engine-settings.ts'
import type { AdoptCommand, CreateCommand } from '../executor/execution-machine.ts'
import { ExecutionSubject } from '../executor/execution-subject.ts'
import type { Lane } from '../executor/lane.ts'
import { errorOf, type Outcome } from '../executor/outcome.ts'
import type { Plans } from '../executor/plans.ts'
import { seedOf } from '../executor/seed.ts'
import { readExecution } from './read-execution.ts'

export interface Operations {
  /** Goes on with a Pause; `inputs` are validated. Rejects with MR_EXECUTION_STATE when it is not paused. */
  resume(
    id: string,
    options?: { readonly taskRunId?: TaskRunId; readonly inputs?: JsonObject },
  ): Promise<ExecutionDocument>
  /**
   * Runs again what failed, under the same id; with another revision in a new execution. Rejects with
   * MR_EXECUTION_NOTHING_TO_RESTART, MR_EXECUTION_STATE.
   */
  restart(id: string, options?: { readonly revision?: number }): Promise<ExecutionDocument>
  /** A new execution that runs from a task run on; from the beginning where none is named. */
  replay(id: string, options?: ReplayOptions): Promise<ExecutionDocument>
  /** Says how a task run ended, and goes on from there. */
  changeState(id: string, change: { readonly taskRunId: TaskRunId; readonly state: State }): Promise<ExecutionDocument>
  /** Says how an ended execution ended. */
  changeStatus(id: string, state: State): Promise<ExecutionDocument>
  /** Adds labels, or replaces those with the same keys. */
  setLabels(id: string, labels: readonly Label[]): Promise<ExecutionDocument>
}

export interface ReplayOptions {
  readonly taskRunId?: TaskRunId
  /** That of the execution unless told. */
  readonly revision?: number
}

export interface OperationsDeps {
  readonly lane: Lane
  readonly plans: Plans
  readonly repository: Repository
  readonly settings: EngineSettings
  readonly clock: Clock
  readonly ids: Ids
}

const PATIENCE = 4

export function createOperations(deps: OperationsDeps): Operations {
  const tell = (id: string, command: ExecutionCommand): Promise<ExecutionDocument> => submit(deps, id, command)
  return {
    resume: (id, options = {}) => tell(id, { kind: 'resume', ...options }),
    restart: (id, { revision } = {}) => restart(deps, id, revision),
    replay: (id, options = {}) => replayed(deps, id, options),
    changeState: (id, change) => tell(id, { kind: 'change-state', ...change }),
    changeStatus: (id, state) => tell(id, { kind: 'change-status', state }),
    setLabels: (id, labels) => tell(id, { kind: 'set-labels', labels }),
  }
}

/** The document as the command left it. */
function submit(
  deps: OperationsDeps,
  id: string,
  command: ExecutionCommand | AdoptCommand | CreateCommand,
): Promise<ExecutionDocument> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: Outcome): void => {
      if (outcome.kind !== 'changed' && outcome.kind !== 'unchanged') reject(errorOf(outcome, id))
      else if (!(outcome.subject instanceof ExecutionSubject))
        reject(new MillraceError('MR_INTERNAL', `"${id}" is no execution.`))
      else if (outcome.subject.state.table.isComplete) resolve(toDocument(outcome.subject.state, deps.clock.now()))
      else resolve(readExecution(deps.repository, id).then(({ state }) => toDocument(state, deps.clock.now())))
    }
    deps.lane.post({ kind: 'execution', key: id }, command, settle, { patience: PATIENCE })
  })
}

async function restart(deps: OperationsDeps, id: string, revision: number | undefined): Promise<ExecutionDocument> {
  if (revision === undefined) return submit(deps, id, { kind: 'restart' })
  const { state } = await readExecution(deps.repository, id)
  if (revision === state.header.flowRevision) return submit(deps, id, { kind: 'restart' })
  const failed = [...state.table.runs.values()].find(
    (run) => run.phase === 'main' && run.state === 'FAILED' && run.frame === undefined,
  )
  if (failed === undefined)
    throw new MillraceError(
      'MR_EXECUTION_NOTHING_TO_RESTART',
      'No task found to restart: none of the execution has failed.',
    )
  return adopt(deps, state, { taskRunId: failed.id, revision })
}

async function replayed(deps: OperationsDeps, id: string, options: ReplayOptions): Promise<ExecutionDocument> {
  const { state } = await readExecution(deps.repository, id)
  const { taskRunId, revision = state.header.flowRevision } = options
  return taskRunId === undefined ? beginAgain(deps, state, revision) : adopt(deps, state, { taskRunId, revision })
}

async function planOf({ plans }: OperationsDeps, { header }: ExecutionState, revision: number): Promise<Plan> {
  const plan = await plans.plan(header.namespace, header.flowId, revision)
  if (plan === undefined)
    throw new MillraceError(
      'MR_FLOW_NOT_FOUND',
      `There is no flow ${header.namespace}.${header.flowId} of revision ${revision}.`,
    )
  return plan
}

/** A new execution that runs from the task run on. */
async function adopt(
  deps: OperationsDeps,
  state: ExecutionState,
  options: { readonly taskRunId: TaskRunId; readonly revision: number },
): Promise<ExecutionDocument> {
  const id = deps.ids.next() as ExecutionId
  const plan = await planOf(deps, state, options.revision)
  const now = deps.clock.now()
  const made = replay({ plan, state, id, taskRunId: options.taskRunId, now, facts: factsOf(deps, id) })
  switch (made.kind) {
    case 'refused':
      throw new MillraceError(made.code, made.message)
    case 'needs':
      throw new MillraceError('MR_INTERNAL', `The execution "${state.header.id}" is not loaded whole.`)
    case 'value':
      return submit(deps, id, { kind: 'adopt', plan, state: made.state })
  }
}

/** The same inputs, from the first task on. */
async function beginAgain(
  deps: OperationsDeps,
  { header }: ExecutionState,
  revision: number,
): Promise<ExecutionDocument> {
  const id = deps.ids.next() as ExecutionId
  const plan = await planOf(deps, { header } as ExecutionState, revision)
  const request = {
    id,
    inputs: header.inputs,
    labels: [...header.labels.filter(({ key }) => key !== 'system.replay'), { key: 'system.replay', value: 'true' }],
    parentId: header.id,
    originalId: header.originalId,
    now: deps.clock.now(),
    ...(header.trigger === undefined ? {} : { trigger: header.trigger }),
  }
  // What was made is told, not how far it got meanwhile.
  const created = toDocument(createExecution(plan, request), request.now)
  await submit(deps, id, { kind: 'create', plan, request })
  return created
}

function factsOf({ clock, settings }: OperationsDeps, id: ExecutionId): EngineFacts {
  const { zone, globals, envs } = settings
  return { now: clock.now(), zone, globals, envs, seed: seedOf(id, 'replay'), lookup: () => undefined }
}
