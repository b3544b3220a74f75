// Pause: nothing below it runs until somebody resumes it, its delay is over, or its time-out fails it.

import { parseDuration, type Json, type JsonObject } from '@millrace/model'
import { evaluateJson } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import { instantText } from '../instant.ts'
import type { PlanTask } from '../plan/plan.ts'
import { openLanes } from '../progress/lanes.ts'
import { forgiven } from '../progress/tally.ts'
import type { TaskRun } from '../state.ts'
import { inState, noteAttempt, withoutDue } from '../task-run.ts'
import type { Opening } from './rules.ts'

export function openPause(draft: Draft, run: TaskRun, plan: PlanTask): Opening {
  const delayMs = durationOf(draft, run, (plan.task['pauseDuration'] ?? plan.task['delay'] ?? null) as Json)
  const timeoutMs = durationOf(draft, run, plan.task.timeout ?? null)
  for (const duration of [delayMs, timeoutMs]) {
    if (typeof duration === 'string') return { kind: 'failed', code: 'MR_TASK_PROPERTY', message: duration }
  }
  const waits = [delayMs, timeoutMs].filter((each) => typeof each === 'number')
  if (waits.length === 0) return { kind: 'pause', wait: {} }
  const isTimeout = typeof timeoutMs === 'number' && (typeof delayMs !== 'number' || timeoutMs < delayMs)
  return { kind: 'pause', wait: { dueAt: draft.now + Math.min(...waits), dueIsTimeout: isTimeout } }
}

/** Milliseconds, undefined where none is written, or what is wrong with it. */
function durationOf(draft: Draft, run: TaskRun, written: Json): number | undefined | string {
  if (written === null) return undefined
  const rendered = evaluateJson(draft, run, written)
  if (rendered.kind === 'error') return rendered.message
  const durationMs = typeof rendered.value === 'string' ? parseDuration(rendered.value) : undefined
  return durationMs ?? `\`${JSON.stringify(rendered.value)}\` is no ISO-8601 duration.`
}

/** Goes on with a paused task run: its child tasks first, where it has any. */
export function resumeRun(
  draft: Draft,
  run: TaskRun,
  given: { readonly inputs: JsonObject | undefined; readonly to: 'SUCCESS' | 'WARNING' },
): void {
  const outputs = {
    ...run.outputs,
    ...(given.inputs === undefined ? {} : { onResume: given.inputs }),
    resumed: { on: instantText(draft.now), to: 'RUNNING' },
  }
  const restarted = inState({ ...unpaused(run), outputs }, 'RESTARTED', draft.now)
  const running = inState(restarted, 'RUNNING', draft.now)
  draft.put(running)
  const tasks = draft.planOf(run)?.lists.branches['tasks']
  if (tasks !== undefined && tasks.length > 0)
    openLanes(draft, running, { branch: 'tasks', total: 1, limit: 1, split: false })
  else endPause(draft, running, given.to)
}

/** The date of a paused task run has come. */
export function pauseDue(draft: Draft, run: TaskRun): void {
  if (run.dueIsTimeout === true) {
    endPause(
      draft,
      { ...unpaused(run), error: { code: 'MR_TASK_TIMEOUT', message: 'Nobody resumed it in time.' } },
      'FAILED',
    )
    return
  }
  switch (draft.planOf(run)?.task['behavior']) {
    case 'FAIL':
      endPause(draft, unpaused(run), 'FAILED')
      return
    case 'CANCEL':
      endPause(draft, unpaused(run), 'CANCELLED')
      return
    case 'WARN':
      resumeRun(draft, run, { inputs: undefined, to: 'WARNING' })
      return
    default:
      resumeRun(draft, run, { inputs: undefined, to: 'SUCCESS' })
  }
}

function unpaused(run: TaskRun): TaskRun {
  const { dueIsTimeout: _dueIsTimeout, ...rest } = withoutDue(run)
  return rest
}

function endPause(draft: Draft, run: TaskRun, state: 'SUCCESS' | 'WARNING' | 'FAILED' | 'CANCELLED'): void {
  const ended = forgiven(state, draft.planOf(run))
  draft.put(inState(noteAttempt(run, { state: ended, at: draft.now }), ended, draft.now))
}
