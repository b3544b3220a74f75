// What the API does with executions: create, kill, read, follow, wait for, remove.

import {
  MillraceError,
  type ExecutionDocument,
  type ExecutionId,
  type ExecutionTrigger,
  type Instant,
  type JsonObject,
  type Label,
} from '@millrace/model'
import { toDocument, type ExecutionState, type Plan } from '@millrace/engine'
import type { Clock, EntityRef, Ids, Repository, Storage } from '@millrace/ports'
import type { CreateCommand } from '../executor/execution-machine.ts'
import { ExecutionSubject } from '../executor/execution-subject.ts'
import type { Lane } from '../executor/lane.ts'
import { errorOf, type Outcome } from '../executor/outcome.ts'
import type { Plans } from '../executor/plans.ts'
import { executionFolder } from '../storage-paths.ts'
import type { Changes } from './changes.ts'
import type { EngineSettings } from '../facts/engine-settings.ts'
import { createOperations, type Operations } from './operations.ts'
import { followExecution, hasEnded } from './follow.ts'
import { readDocument, readExecution } from './read-execution.ts'
import { waitForEnd } from './wait.ts'

export interface NewExecution {
  readonly namespace: string
  readonly flowId: string
  readonly revision: number
  /** Validated. */
  readonly inputs: JsonObject
  readonly labels: readonly Label[]
  readonly trigger?: ExecutionTrigger
  readonly parentId?: ExecutionId
  readonly originalId?: ExecutionId
  readonly scheduledAt?: Instant
  /** An execution that has this id already is given back as it is. */
  readonly id?: ExecutionId
}

export interface Executions extends Operations {
  /** Resolves after the commit. Rejects with MR_FLOW_NOT_FOUND, MR_OVERLOADED, MR_SHUTTING_DOWN. */
  create(execution: NewExecution): Promise<ExecutionDocument>
  /** As `create`, for callers that want no document of the beginning; gives the id. */
  start(execution: NewExecution): Promise<ExecutionId>
  /** Resolves when the execution is being killed. Rejects with MR_EXECUTION_NOT_FOUND, MR_EXECUTION_STATE. */
  kill(id: string): Promise<void>
  /** Rejects with MR_EXECUTION_NOT_FOUND, MR_EXECUTION_CORRUPT. */
  document(id: string): Promise<ExecutionDocument>
  /** The document at once and on each change, until the execution has ended or the signal aborts. */
  follow(id: string, signal?: AbortSignal): AsyncIterable<ExecutionDocument>
  /** The last document. Rejects with the reason of the signal when it aborts before. */
  waitFor(id: string, signal?: AbortSignal): Promise<ExecutionDocument>
  /** With all that belongs to it, whatever its state. Rejects with MR_EXECUTION_NOT_FOUND. */
  remove(id: string): Promise<void>
  /** Takes no more. */
  close(): void
}

export interface ExecutionsDeps {
  readonly lane: Lane
  readonly plans: Plans
  readonly repository: Repository
  readonly storage: Storage
  readonly changes: Changes
  readonly settings: EngineSettings
  readonly clock: Clock
  readonly ids: Ids
  /** Attempts that wait for a slot of this process. */
  attemptsWaiting(): number
  readonly limits?: Partial<IntakeLimits>
}

/** Beyond these nothing is created. */
export interface IntakeLimits {
  /** Commands not yet committed. Default 20,000. */
  readonly maxCommands: number
  /** Attempts in memory that wait for a slot. Default 100,000. */
  readonly maxAttempts: number
}

const LIMITS: IntakeLimits = { maxCommands: 20_000, maxAttempts: 100_000 }
/** A caller of the API is told after so many tries that the repository fails. */
const PATIENCE = 4

export function createExecutions(deps: ExecutionsDeps): Executions {
  return new ExecutionService(deps)
}

class ExecutionService implements Executions {
  readonly #deps: ExecutionsDeps
  readonly #limits: IntakeLimits
  readonly #operations: Operations
  #isClosed = false

  constructor(deps: ExecutionsDeps) {
    this.#deps = deps
    this.#limits = { ...LIMITS, ...deps.limits }
    this.#operations = createOperations(deps)
  }

  async create(execution: NewExecution): Promise<ExecutionDocument> {
    const command = this.#command(await this.#planOf(execution), execution)
    const created = await this.#submit(command, (state) => toDocument(state, this.#deps.clock.now()))
    return created ?? this.document(command.request.id)
  }

  async start(execution: NewExecution): Promise<ExecutionId> {
    const command = this.#command(await this.#planOf(execution), execution)
    await this.#submit(command, () => undefined)
    return command.request.id
  }

  async kill(id: string): Promise<void> {
    const outcome = await this.#deps.lane.submit(refOf(id), { kind: 'kill' }, { patience: PATIENCE })
    if (outcome.kind !== 'changed' && outcome.kind !== 'unchanged') throw errorOf(outcome, id)
  }

  resume: Operations['resume'] = (id, options) => this.#operations.resume(id, options)
  restart: Operations['restart'] = (id, options) => this.#operations.restart(id, options)
  replay: Operations['replay'] = (id, options) => this.#operations.replay(id, options)
  changeState: Operations['changeState'] = (id, change) => this.#operations.changeState(id, change)
  changeStatus: Operations['changeStatus'] = (id, state) => this.#operations.changeStatus(id, state)
  setLabels: Operations['setLabels'] = (id, labels) => this.#operations.setLabels(id, labels)

  async document(id: string): Promise<ExecutionDocument> {
    const hot = this.#peek(id)
    return hot === undefined ? readDocument(this.#deps, id) : toDocument(hot, this.#deps.clock.now())
  }

  follow(id: string, signal?: AbortSignal): AsyncIterable<ExecutionDocument> {
    return followExecution(this.#deps, id, signal)
  }

  waitFor(id: string, signal?: AbortSignal): Promise<ExecutionDocument> {
    return waitForEnd(this.#deps, id, signal)
  }

  async remove(id: string): Promise<void> {
    const { repository, storage, lane } = this.#deps
    const { state } = await readExecution(repository, id)
    // Its attempts are told to stop; that it may have ended meanwhile is no harm.
    if (!hasEnded(state)) await lane.submit(refOf(id), { kind: 'kill' }, { patience: 1 })
    const { namespace, flowId } = state.header
    if (!(await repository.executions.remove(id)))
      throw new MillraceError('MR_EXECUTION_NOT_FOUND', `There is no execution "${id}".`)
    await storage.remove(executionFolder({ namespace, flowId, executionId: id }))
  }

  close(): void {
    this.#isClosed = true
  }

  #admit(): void {
    if (this.#isClosed) throw new MillraceError('MR_SHUTTING_DOWN', 'The server is stopping.')
    const { maxCommands, maxAttempts } = this.#limits
    if (this.#deps.lane.waiting < maxCommands && this.#deps.attemptsWaiting() < maxAttempts) return
    throw new MillraceError('MR_OVERLOADED', 'More executions wait than this process accepts.')
  }

  async #planOf({ namespace, flowId, revision }: NewExecution): Promise<Plan> {
    const plan = await this.#deps.plans.plan(namespace, flowId, revision)
    if (plan !== undefined) return plan
    throw new MillraceError('MR_FLOW_NOT_FOUND', `There is no flow ${namespace}.${flowId} of revision ${revision}.`)
  }

  /** Synchronous with what posts it, so that no more are admitted than there is room for. */
  #command(plan: Plan, execution: NewExecution): CreateCommand {
    this.#admit()
    const { namespace: _namespace, flowId: _flowId, revision: _revision, ...rest } = execution
    const id = execution.id ?? (this.#deps.ids.next() as ExecutionId)
    return { kind: 'create', plan, request: { ...rest, id, now: this.#deps.clock.now() } }
  }

  /** What `read` makes of the state as it was committed; undefined when the execution existed before. */
  #submit<T>(command: CreateCommand, read: (state: ExecutionState) => T): Promise<T | undefined> {
    const { id } = command.request
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome): void => {
        if (outcome.kind === 'unchanged') resolve(undefined)
        else if (outcome.kind !== 'changed') reject(errorOf(outcome, id))
        else resolve(outcome.subject instanceof ExecutionSubject ? read(outcome.subject.state) : undefined)
      }
      this.#deps.lane.post(refOf(id), command, settle, { patience: PATIENCE })
    })
  }

  #peek(id: string): ExecutionState | undefined {
    const subject = this.#deps.lane.peek(refOf(id))
    return subject instanceof ExecutionSubject && subject.state.table.isComplete ? subject.state : undefined
  }
}

function refOf(id: string): EntityRef {
  return { kind: 'execution', key: id }
}
