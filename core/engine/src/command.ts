// What an execution can be told, what it needs to know for that, and what it answers.

import type {
  AttemptEnded,
  AttemptStarted,
  ErrorCode,
  ExecutionId,
  ExecutionTrigger,
  Instant,
  Json,
  JsonObject,
  ServiceId,
  TaskRunId,
  Label,
  State,
} from '@millrace/model'
import type { Answer, Need } from '@millrace/expression'
import type { Call, Caller, ExecutionHeader, LoopValues, TaskRun } from './state.ts'

export type ExecutionCommand =
  /** Begins a created execution, once its scheduled date is reached. */
  | { readonly kind: 'start' }
  | AttemptStarted
  | AttemptEnded
  /** A timer is due: of one task run, or of the execution. */
  | { readonly kind: 'wake'; readonly taskRunId?: TaskRunId }
  /** The worker that held the attempt is gone. */
  | {
      readonly kind: 'attempt-lost'
      readonly taskRunId: TaskRunId
      readonly attempt: number
      readonly worker: ServiceId
    }
  | { readonly kind: 'kill' }
  /** Goes on with a Pause: the first that waits, unless told which. `inputs` are those of `onResume`, validated. */
  | { readonly kind: 'resume'; readonly taskRunId?: TaskRunId; readonly inputs?: JsonObject }
  /** Runs again what failed; the execution keeps its id. */
  | { readonly kind: 'restart' }
  /** Gives a task run of an ended execution another state and goes on from there. */
  | { readonly kind: 'change-state'; readonly taskRunId: TaskRunId; readonly state: State }
  /** Gives an ended execution another terminal state. */
  | { readonly kind: 'change-status'; readonly state: State }
  | Ask
  | ChildMade
  | ChildEnded
  | CallFailed
  /** Adds labels, or replaces those with the same keys. */
  | { readonly kind: 'set-labels'; readonly labels: readonly Label[] }

/** What a caller asks of the execution that it calls: to be, to be killed, to run again what failed, to tell its end. */
export interface Ask {
  readonly kind: 'asked'
  readonly caller: Caller
  /** How often the caller was killed. */
  readonly kills: number
}

/** A call as it is sent to the execution that is called, which need not exist yet. */
export interface CallCommand extends Omit<Call, 'executionId' | 'waits' | 'transmits' | 'outputs'> {
  readonly kind: 'call'
  readonly trigger: ExecutionTrigger
  readonly caller: Caller
  readonly kills: number
}

/** A message from the execution that a task run calls. */
interface FromChild {
  readonly taskRunId: TaskRunId
  readonly attempt: number
  readonly childId: ExecutionId
}

export type ChildMade = FromChild & { readonly kind: 'child-made' }
export type ChildEnded = FromChild & {
  readonly kind: 'child-ended'
  readonly state: State
  readonly outputs?: JsonObject
  /** Its outputs could not be made. */
  readonly problem?: string
}
/** There will be no such execution: its flow does not exist, or refuses the inputs. */
export type CallFailed = FromChild & {
  readonly kind: 'call-failed'
  readonly code: ErrorCode
  readonly message: string
}

/** What the machine may know beside the state: time, and whatever it asked for. */
export interface EngineFacts {
  readonly now: Instant
  /** Time zone of date expressions. */
  readonly zone: string
  /** An integer below 2^32 that is the same whenever this command is decided again; seeds jitter and random functions. */
  readonly seed: number
  readonly globals: JsonObject
  readonly envs: JsonObject
  /** What was fetched for earlier needs; undefined: not fetched. */
  lookup(need: Need): Answer | undefined
}

export type EngineNeed =
  /** Task runs (or the values of loops) that are not loaded. */
  | { readonly kind: 'runs'; readonly ids: readonly TaskRunId[] }
  /** All that are not terminal, or all. */
  | { readonly kind: 'live' }
  | { readonly kind: 'all' }
  /** Keys, secrets, files: what expressions ask for. */
  | { readonly kind: 'fact'; readonly need: Need }

/** What the state says is still to be done. Doing it twice is harmless. */
export type Effect =
  /** Hand attempt `attempt` of a task run to a worker. */
  | { readonly kind: 'dispatch'; readonly taskRunId: TaskRunId; readonly attempt: number }
  /** Tell the workers to stop an attempt. */
  | {
      readonly kind: 'cancel'
      readonly executionId: ExecutionId
      readonly taskRunId: TaskRunId
      readonly attempt: number
    }
  /** Send a command to this execution or another entity. */
  | {
      readonly kind: 'command'
      readonly entity: { readonly kind: string; readonly key: string }
      readonly command: Json
    }

export type Decision =
  | {
      readonly kind: 'changed'
      readonly header: ExecutionHeader
      /** Task runs that are new or different. */
      readonly runs: readonly TaskRun[]
      /** Task runs that are forgotten. */
      readonly removed: readonly TaskRunId[]
      /** Loops that began: their values. */
      readonly values: readonly { readonly taskRunId: TaskRunId; readonly values: LoopValues }[]
      /** What the change asks for: `outstanding` of what changed. */
      readonly effects: readonly Effect[]
    }
  /** Applied before, or nothing to do. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'needs'; readonly needs: readonly EngineNeed[] }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string }
