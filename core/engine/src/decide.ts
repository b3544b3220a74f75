// The machine: (plan, state, command, facts) → decision. Total, synchronous, and it changes nothing that it is given.

import { asked } from './commands/asked.ts'
import { attemptEnded, attemptLost, attemptStarted } from './commands/attempt.ts'
import { callFailed, childEnded as calledEnded, childMade } from './commands/child.ts'
import { kill } from './commands/kill.ts'
import { changeState, changeStatus, restart } from './commands/reopen.ts'
import { resume } from './commands/resume.ts'
import { start } from './commands/start.ts'
import { withLabels } from './controls/labels.ts'
import { wake } from './commands/wake.ts'
import type { Decision, Effect, EngineFacts, ExecutionCommand } from './command.ts'
import { Draft } from './draft.ts'
import type { Plan } from './plan/plan.ts'
import { isTerminal } from '@millrace/model'
import { advance, childEnded } from './progress/frames.ts'
import { checkServiceLevels } from './progress/service-levels.ts'
import { refuse, type Refusal } from './refusal.ts'
import { settle } from './signal.ts'
import type { ExecutionState } from './state.ts'
import { reportOf, renderReturned } from './calls/report.ts'
import { begin, owed } from './outstanding.ts'

export function decide(plan: Plan, state: ExecutionState, command: ExecutionCommand, facts: EngineFacts): Decision {
  return settle(() => {
    const draft = new Draft(plan, state, facts)
    const refusal = carryOut(draft, command)
    if (refusal !== undefined) return { kind: 'refused', ...refusal }
    carryOn(draft)
    checkServiceLevels(draft)
    carryOn(draft)
    renderReturned(draft)
    return decisionOf(draft)
  })
}

/** A list, not recursion: ten thousand children may end in one decision. */
function carryOn(draft: Draft): void {
  for (let index = 0; index < draft.work.length; index += 1) {
    const run = draft.work[index]
    if (run !== undefined && isTerminal(run.state)) childEnded(draft, run)
    else if (run !== undefined) advance(draft, draft.find(run.id))
  }
  draft.work.length = 0
}

function carryOut(draft: Draft, command: ExecutionCommand): Refusal | undefined {
  switch (command.kind) {
    case 'start':
      return start(draft)
    case 'attempt-started':
      return attemptStarted(draft, command)
    case 'attempt-ended':
      return attemptEnded(draft, command)
    case 'attempt-lost':
      return attemptLost(draft, command)
    case 'wake':
      return wake(draft, command.taskRunId)
    case 'kill':
      return kill(draft)
    case 'resume':
      return resume(draft, command)
    case 'restart':
      return restart(draft)
    case 'change-state':
      return changeState(draft, command)
    case 'change-status':
      return changeStatus(draft, command.state)
    case 'asked':
      return asked(draft, command)
    case 'child-made':
      return childMade(draft, command)
    case 'child-ended':
      return calledEnded(draft, command)
    case 'call-failed':
      return callFailed(draft, command)
    case 'set-labels':
      draft.header = { ...draft.header, labels: withLabels(draft.header.labels, command.labels) }
      return undefined
    default:
      return unknownCommand(command)
  }
}

function unknownCommand(command: never): Refusal {
  const { kind } = command as { readonly kind?: unknown }
  return refuse('MR_COMMAND_UNKNOWN', `No execution knows the command ${JSON.stringify(kind ?? null)}.`)
}

export function decisionOf(draft: Draft): Decision {
  const report = reportOf(draft)
  const isSame = draft.header === draft.state.header && draft.runs.size === 0 && draft.removed.size === 0
  if (isSame && report === undefined) return { kind: 'unchanged' }
  const header = draft.countedHeader
  const runs = [...draft.runs.values()]
  const effects: Effect[] = [...draft.cancelled]
  if (header.state === 'RESTARTED') effects.push(begin(header))
  for (const run of runs) owed(draft.plan, header, run, effects)
  if (report !== undefined) effects.push(report)
  return {
    kind: 'changed',
    header,
    runs,
    removed: [...draft.removed],
    values: [...draft.values].map(([taskRunId, values]) => ({ taskRunId, values })),
    effects,
  }
}
