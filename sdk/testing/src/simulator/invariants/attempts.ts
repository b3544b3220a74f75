// Attempts against the retry policy (I11) and against what workers really reported (I4, I9).

import type { Attempt, TaskRun } from '@millrace/engine'
import { isTerminal, type State } from '@millrace/model'
import { allowedDelay } from '../flows/retries.ts'
import { isSimulated } from '../flows/simulated-task.ts'
import type { Check, Step } from './view.ts'

export const attemptsWithinPolicy: Check = (step) => {
  for (const run of changedRuns(step)) {
    const standing = step.index.get(run.taskId)
    if (standing === undefined || !isSimulated(standing.task)) continue
    const most = standing.retry === undefined ? 1 : (standing.retry.maxAttempts ?? Number.POSITIVE_INFINITY)
    const restarts = step.after.header.attemptNumber - 1
    if (run.attempts.length > most + restarts)
      return `${run.taskId} has ${run.attempts.length} attempts, ${most} are allowed`
    const open = run.attempts
      .slice(0, -1)
      .findIndex((attempt) => endOf(attempt) !== 'FAILED' && (restarts === 0 || endOf(attempt) !== 'KILLED'))
    if (open >= 0) return `${run.taskId} went on to attempt ${open + 2} although attempt ${open + 1} did not fail`
    const fault = standing.retry === undefined ? undefined : delayFault(run, standing.retry)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** The date of the next attempt, while the task run waits for it; a millisecond is the clock's own grain. */
function delayFault(run: TaskRun, retry: Parameters<typeof allowedDelay>[0]): string | undefined {
  if (run.state !== 'RETRYING' || run.dueAt === undefined) return undefined
  const waitMs = run.dueAt - (run.history.at(-1)?.at ?? 0)
  const { least, most } = allowedDelay(retry, run.attempts.length)
  return waitMs >= least - 1 && waitMs <= most + 1
    ? undefined
    : `${run.taskId} waits ${waitMs} ms after attempt ${run.attempts.length}, not ${least} to ${most}`
}

/** Names an attempt and how it ended, as bodies report it. */
export function reportKey(taskRunId: string, attempt: number, state: State): string {
  return `${taskRunId}:${attempt}:${state}`
}

/** `reported`: what bodies of attempts gave, by `reportKey`. */
export function acceptsOnlyReported(reported: ReadonlySet<string>): Check {
  return (step) => {
    for (const run of changedRuns(step)) {
      const standing = step.index.get(run.taskId)
      if (standing === undefined || !isSimulated(standing.task)) continue
      for (const [position, attempt] of run.attempts.entries()) {
        const fault = endFault(run, position, attempt, reported)
        if (fault !== undefined) return `attempt ${position + 1} of ${run.taskId} ${fault}`
      }
    }
    return undefined
  }
}

function endFault(run: TaskRun, position: number, attempt: Attempt, reported: ReadonlySet<string>): string | undefined {
  const ends = attempt.history.filter(({ state }) => isTerminal(state))
  if (ends.length > 1) return `ended ${ends.length} times`
  const end = ends[0]?.state
  if (end === undefined || end === 'KILLED') return undefined
  if (!reported.has(reportKey(run.id, position + 1, end))) return `was taken for ${end}, which nobody reported`
  const isLast = position === run.attempts.length - 1
  const number = run.outputs?.['attempt']
  return isLast && number !== undefined && number !== position + 1
    ? `has the outputs of attempt ${JSON.stringify(number)}`
    : undefined
}

function endOf(attempt: Attempt): State | undefined {
  return attempt.history.at(-1)?.state
}

function* changedRuns({ before, after }: Step): Generator<TaskRun> {
  for (const run of after.runs.values()) {
    const earlier = before?.runs.get(run.id)
    if (earlier === undefined || !isTerminal(earlier.state)) yield run
  }
}
