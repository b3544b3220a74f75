// What the commands applied since the last commit have changed in an execution, and what they ask for.

import { isTerminal, type LogEntry, type TaskRunId } from '@millrace/model'
import type { TaskRun } from '@millrace/engine'
import type { Hold } from '@millrace/ports'
import type { Cancel, Sends } from './subject.ts'

export interface Turn {
  isChanged: boolean
  readonly runs: Set<TaskRunId>
  readonly values: Set<TaskRunId>
  readonly removed: Set<TaskRunId>
  /** Attempt → who holds it; undefined: nobody any more. */
  readonly holds: Map<string, string | undefined>
  /** Task run → attempt. */
  readonly dispatches: Map<TaskRunId, number>
  readonly cancels: Cancel[]
  readonly logs: LogEntry[]
  readonly commands: Sends['commands'][number][]
}

/** A turn in which nothing has happened; it takes over what the one before it has left empty. */
export function createTurn(before?: Turn): Turn {
  return {
    isChanged: false,
    runs: unused(before?.runs) ?? new Set(),
    values: unused(before?.values) ?? new Set(),
    removed: unused(before?.removed) ?? new Set(),
    holds: unused(before?.holds) ?? new Map(),
    dispatches: unused(before?.dispatches) ?? new Map(),
    cancels: [],
    logs: [],
    commands: [],
  }
}

function unused<T extends { readonly size: number }>(collection: T | undefined): T | undefined {
  return collection?.size === 0 ? collection : undefined
}

/** The attempt of a task run that a worker is known to run. */
export function heldAttempt(run: TaskRun | undefined): Hold | undefined {
  const holder = run?.attempts.at(-1)?.worker
  if (run === undefined || holder === undefined || isTerminal(run.state) || run.state === 'RETRYING') return undefined
  return { part: holdPart(run.id, run.attempts.length), holder }
}

export function holdPart(taskRunId: TaskRunId, attempt: number): string {
  return `${taskRunId}:${attempt}`
}

/** The attempt that a hold names; undefined for other texts. */
export function attemptOfHold(part: string): { readonly taskRunId: TaskRunId; readonly attempt: number } | undefined {
  const at = part.lastIndexOf(':')
  const attempt = Number(part.slice(at + 1))
  return at > 0 && Number.isInteger(attempt) && attempt > 0
    ? { taskRunId: part.slice(0, at) as TaskRunId, attempt }
    : undefined
}
