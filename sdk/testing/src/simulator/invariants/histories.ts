// Histories only grow, along the edges of the published table (I2); versions rise by one (I3).

import type { Attempt, TaskRun } from '@millrace/engine'
import { EXECUTION_TRANSITIONS, isTerminal, TASK_RUN_TRANSITIONS, type State, type StateEntry } from '@millrace/model'
import { isReopening, wasReopened } from './reopenings.ts'
import type { Check } from './view.ts'

type Edges = Readonly<Record<State, readonly State[]>>

/** What a restart makes of a task run that has ended: containers run again at once. */
const AGAIN: ReadonlySet<State> = new Set(['RESTARTED', 'RUNNING'])

export const versionsRise: Check = ({ before, after }) => {
  const expected = (before?.version ?? 0) + 1
  return after.version === expected ? undefined : `version ${after.version} was written after version ${expected - 1}`
}

export const historiesGrow: Check = (step) => {
  const { before, after } = step
  const isAnew = wasReopened(after)
  const ofExecution = historyFault(before?.header.history, after.header.history, {
    edges: EXECUTION_TRANSITIONS,
    isAnew,
  })
  if (ofExecution !== undefined) return `the history of the execution ${ofExecution}`
  if (after.header.history.at(-1)?.state !== after.header.state)
    return `the execution is ${after.header.state}, its history says otherwise`
  for (const run of after.runs.values()) {
    const fault = runFault(before?.runs.get(run.id), run, isAnew)
    if (fault !== undefined) return `the task run ${run.taskId} ${fault}`
  }
  return isReopening(step) ? undefined : disappeared(before?.runs, after.runs)
}

function disappeared(
  before: ReadonlyMap<string, TaskRun> | undefined,
  after: ReadonlyMap<string, TaskRun>,
): string | undefined {
  for (const [id, run] of before ?? []) if (!after.has(id)) return `the task run ${run.taskId} has disappeared`
  return undefined
}

function runFault(before: TaskRun | undefined, after: TaskRun, isAnew: boolean): string | undefined {
  if (before === after) return undefined
  const fault = historyFault(before?.history, after.history, { edges: TASK_RUN_TRANSITIONS, isAnew })
  if (fault !== undefined) return `has a history that ${fault}`
  if (after.history.at(-1)?.state !== after.state) return `is ${after.state}, its history says otherwise`
  if (before === undefined) return undefined
  if (
    isTerminal(before.state) &&
    isTerminal(after.state) &&
    JSON.stringify(before.outputs) !== JSON.stringify(after.outputs)
  )
    return 'has other outputs than it ended with'
  return attemptsFault(before.attempts, after.attempts)
}

function attemptsFault(before: readonly Attempt[], after: readonly Attempt[]): string | undefined {
  if (after.length < before.length) return `has ${after.length} attempts and had ${before.length}`
  for (const [index, attempt] of before.entries()) {
    if (!isPrefix(attempt.history, after[index]?.history ?? [])) return `has another history of attempt ${index + 1}`
  }
  return undefined
}

function historyFault(
  before: readonly StateEntry[] | undefined,
  after: readonly StateEntry[],
  { edges, isAnew }: { readonly edges: Edges; readonly isAnew: boolean },
): string | undefined {
  if (after[0]?.state !== 'CREATED') return 'does not begin with CREATED'
  if (!isPrefix(before ?? [], after)) return 'lost or changed an entry'
  for (const [index, entry] of after.entries()) {
    const last = after[index - 1]
    const fault = last === undefined ? undefined : edgeFault(last.state, entry.state, { edges, isAnew })
    if (fault !== undefined) return fault
  }
  return undefined
}

function edgeFault(
  from: State,
  to: State,
  { edges, isAnew }: { readonly edges: Edges; readonly isAnew: boolean },
): string | undefined {
  if (isTerminal(from) && isAnew && AGAIN.has(to)) return undefined
  if (!edges[from].includes(to)) return `goes from ${from} to ${to}`
  return isTerminal(from) ? `goes on after ${from}` : undefined
}

function isPrefix(before: readonly StateEntry[], after: readonly StateEntry[]): boolean {
  return before.every(({ state, at }, index) => after[index]?.state === state && after[index]?.at === at)
}
