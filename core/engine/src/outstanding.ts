// What the state says is still to be done. A decision's effects are the same function over what changed, so that what a
// crash lost can always be found again.

import { callEffect } from './calls/call.ts'
import { reported } from './calls/report.ts'
import type { Effect, EngineNeed } from './command.ts'
import type { Plan } from './plan/plan.ts'
import { settle } from './signal.ts'
import type { ExecutionHeader, ExecutionState, TaskRun } from './state.ts'
import { isLiveRun, liveRuns } from './view.ts'

/** Everything that is to be done for an execution; needs all of its live task runs. Doing it twice is harmless. */
export function outstanding(
  plan: Plan,
  state: ExecutionState,
):
  | { readonly kind: 'value'; readonly effects: readonly Effect[] }
  | { readonly kind: 'needs'; readonly needs: readonly EngineNeed[] } {
  return settle(() => {
    const { header } = state
    const effects: Effect[] = []
    if (header.state === 'RESTARTED' || (header.state === 'CREATED' && header.scheduledAt === undefined))
      effects.push(begin(header))
    else if (header.state !== 'CREATED') for (const run of liveRuns(state)) owed(plan, header, run, effects)
    const report = reported(header)
    if (report !== undefined) effects.push(report)
    return { kind: 'value', effects }
  })
}

export function begin(header: ExecutionHeader): Effect {
  return { kind: 'command', entity: { kind: 'execution', key: header.id }, command: { kind: 'start' } }
}

/** Adds what one task run asks for. */
export function owed(plan: Plan, header: ExecutionHeader, run: TaskRun, effects: Effect[]): void {
  if (run.call === undefined) owedByRun(plan, header, run, effects)
  else if (header.state !== 'RESTARTED' && isLiveRun(run)) effects.push(callEffect(plan, header, run, run.call))
}

function owedByRun(plan: Plan, header: ExecutionHeader, run: TaskRun, effects: Effect[]): void {
  if (header.state === 'RESTARTED' || run.frame !== undefined || run.attempts.length === 0 || run.dueAt !== undefined)
    return
  if (plan.tasks.get(run.taskId)?.kind !== 'attempt') return
  const attempt = run.attempts.length
  switch (run.state) {
    case 'CREATED':
    case 'RESTARTED':
      effects.push({ kind: 'dispatch', taskRunId: run.id, attempt })
      return
    case 'RUNNING':
      if (run.attempts[attempt - 1]?.worker === undefined)
        effects.push({ kind: 'dispatch', taskRunId: run.id, attempt })
      return
    case 'KILLING':
      effects.push({ kind: 'cancel', executionId: header.id, taskRunId: run.id, attempt })
      return
    case 'QUEUED':
    case 'PAUSED':
    case 'RETRYING':
    case 'SUCCESS':
    case 'WARNING':
    case 'FAILED':
    case 'KILLED':
    case 'CANCELLED':
    case 'RETRIED':
    case 'SKIPPED':
      return
  }
}
