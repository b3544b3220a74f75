// Exit: ends the execution in a given state. What runs is stopped as by a kill; `finally` tasks run still.

import type { Json, State } from '@millrace/model'
import { evaluateJson } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import { stopLiveRuns } from '../progress/stop.ts'
import type { TaskRun } from '../state.ts'
import type { Opening } from './rules.ts'

/** The states as tasks write them, and the state of the Exit task itself. */
const STATES: Readonly<Record<string, State>> = {
  SUCCESS: 'SUCCESS',
  WARNING: 'WARNING',
  FAILED: 'FAILED',
  KILLED: 'KILLED',
  CANCELED: 'CANCELLED',
  CANCELLED: 'CANCELLED',
}

export function exitExecution(draft: Draft, run: TaskRun, plan: PlanTask): Opening {
  const rendered = evaluateJson(draft, run, (plan.task['state'] ?? 'SUCCESS') as Json)
  if (rendered.kind === 'error') return { kind: 'failed', code: 'MR_EXPRESSION', message: rendered.message }
  const state =
    typeof rendered.value === 'string' && Object.hasOwn(STATES, rendered.value) ? STATES[rendered.value] : undefined
  if (state === undefined)
    return {
      kind: 'failed',
      code: 'MR_TASK_PROPERTY',
      message: `\`state\` must be one of ${Object.keys(STATES).join(', ')}, but is ${JSON.stringify(rendered.value)}.`,
    }
  draft.header = { ...draft.header, exitState: state, kills: Math.max(1, draft.header.kills) }
  stopLiveRuns(draft, run)
  return { kind: 'ended', state }
}
