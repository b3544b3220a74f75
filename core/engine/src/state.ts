// The state of one execution as the machine sees it: a header and task runs, some of which may not be loaded.
// Plain data; a decision never changes it, `apply` does.

import type {
  ExecutionId,
  ExecutionTrigger,
  Instant,
  JsonObject,
  Label,
  ServiceId,
  State,
  StateEntry,
  TaskRunId,
} from '@millrace/model'

/** The worst end among what has ended in a frame, by rank; counted so that no child needs to be looked at again. */
export type Tally = Readonly<Partial<Record<State, number>>>

export type Phase = 'main' | 'errors' | 'finally' | 'afterExecution'

/**
 * Progress of a container: the root of an execution, or a flowable task run. Its tasks run in lanes, each a sequence;
 * counters stand for the children, so that a child's end needs its own path to the root and nothing else.
 */
export interface Frame {
  readonly phase: Phase
  /** Which task lists the lanes of the main phase run: `tasks`, `then`, `cases.a` … */
  readonly branch: string
  /** Lanes of the main phase: how many in all, the next one to start, how many run, how many may run at once. */
  readonly total: number
  readonly next: number
  readonly live: number
  readonly limit: number
  /** Whether each lane is one task of the branch (Parallel) or the whole branch (loops, sequences). */
  readonly split: boolean
  /** True while the sequence of the current handler phase (errors, finally, afterExecution) runs. */
  readonly handling: boolean
  /** How lanes and handlers ended. */
  readonly tally: Tally
  /** Turns of a loop that repeats its lanes (LoopUntil); 0 elsewhere. */
  readonly turn: number
}

export interface Attempt {
  readonly history: readonly StateEntry[]
  readonly worker?: ServiceId
  /** It must not run twice: lost with its worker, it fails. */
  readonly once?: true
}

/** The execution that a Subflow calls: decided once, asked for until it has answered. */
export interface Call {
  readonly executionId: ExecutionId
  readonly namespace: string
  readonly flowId: string
  /** The newest unless told. */
  readonly revision?: number
  readonly inputs: JsonObject
  readonly labels: readonly Label[]
  readonly scheduledAt?: Instant
  /** Whether the task run lasts until the execution has ended. */
  readonly waits: boolean
  /** Whether the task run ends as the execution did. */
  readonly transmits: boolean
  /** Rendered over the outputs of the execution, where its flow declares none. */
  readonly outputs?: JsonObject
}

/** The task run that called an execution, and what it wants to hear. */
export interface Caller {
  readonly executionId: ExecutionId
  readonly taskRunId: TaskRunId
  /** Rises when the caller is restarted: what failed is run again for it. */
  readonly attempt: number
  readonly waits: boolean
  readonly outputs?: JsonObject
}

export interface TaskRun {
  readonly id: TaskRunId
  readonly taskId: string
  readonly parentId?: TaskRunId
  /** Rises with each task run that is made: their order in the document. */
  readonly order: number
  /** The lane of the parent's frame that it belongs to. */
  readonly lane: number
  /** The phase of the parent's frame that it belongs to. */
  readonly phase: Phase
  /** The loop value as text. */
  readonly value?: string
  readonly iteration?: number
  readonly state: State
  readonly history: readonly StateEntry[]
  readonly attempts: readonly Attempt[]
  readonly outputs?: JsonObject
  /** Of a flowable that runs. */
  readonly frame?: Frame
  /** When a wait (retry back-off, sleep, pause, check interval) ends. */
  readonly dueAt?: Instant
  /** Of a Pause: at `dueAt` its time-out is over, not its delay. */
  readonly dueIsTimeout?: boolean
  /** Of a Subflow. */
  readonly call?: Call
  readonly error?: { readonly code: string; readonly message: string }
}

export interface ExecutionHeader {
  readonly id: ExecutionId
  readonly namespace: string
  readonly flowId: string
  readonly flowRevision: number
  readonly state: State
  readonly history: readonly StateEntry[]
  readonly labels: readonly Label[]
  readonly inputs: JsonObject
  readonly outputs?: JsonObject
  /** Rendered flow variables are not stored: these are the ones set by tasks. */
  readonly variables?: JsonObject
  readonly trigger?: ExecutionTrigger
  readonly originalId: ExecutionId
  readonly parentId?: ExecutionId
  readonly caller?: Caller
  /** What the caller gets, rendered at the end; a text says why it could not be. */
  readonly returned?: JsonObject | string
  readonly scheduledAt?: Instant
  readonly createdAt: Instant
  readonly attemptNumber: number
  /** Progress of the top level; absent until the execution starts. */
  readonly frame?: Frame
  /** How many task runs there are, and how many of them are not terminal. */
  readonly taskRunCount: number
  readonly liveCount: number
  /** How many task runs are PAUSED. */
  readonly pauses: number
  /** The state that an Exit task asked for; everything else is stopped as by a kill. */
  readonly exitState?: State
  /** Service levels that were violated, by their place in the flow, and when the next one may be. */
  readonly violated?: readonly number[]
  readonly dueAt?: Instant
  /** How often a kill was asked for: the second one stops `finally` tasks too. */
  readonly kills: number
  readonly error?: { readonly code: string; readonly message: string }
}

/** The values of a loop, fixed when it begins; stored once, apart from its counters. */
export type LoopValues = readonly string[]

/** A thing that is not loaded; a type of its own, which nothing mistakes for absent. */
export const NOT_LOADED = Symbol.for('millrace.not-loaded')
export type NotLoaded = typeof NOT_LOADED

/** The task runs of an execution. `isComplete` says that what is not here does not exist. */
export interface RunTable {
  readonly runs: Map<TaskRunId, TaskRun>
  /** Of loops; an empty list for what was looked up and is none. */
  readonly values: Map<TaskRunId, LoopValues>
  /** Looked up, and not there. */
  readonly absent: Set<TaskRunId>
  /** All task runs are here. */
  isComplete: boolean
  /** All task runs that are not terminal are here, and the values of their loops. */
  isLiveComplete: boolean
}

export interface ExecutionState {
  readonly header: ExecutionHeader
  readonly table: RunTable
}
