// Sleep: waits without a worker.

import { parseDuration, type Json } from '@millrace/model'
import { evaluateJson } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { TaskRun } from '../state.ts'
import type { Opening } from './rules.ts'

export function openSleep(draft: Draft, run: TaskRun, plan: PlanTask): Opening {
  const rendered = evaluateJson(draft, run, (plan.task['duration'] ?? null) as Json)
  if (rendered.kind === 'error') return { kind: 'failed', code: 'MR_EXPRESSION', message: rendered.message }
  const durationMs = typeof rendered.value === 'string' ? parseDuration(rendered.value) : undefined
  if (durationMs === undefined) {
    return {
      kind: 'failed',
      code: 'MR_TASK_PROPERTY',
      message: `\`duration\` must be an ISO-8601 duration, but is: ${JSON.stringify(rendered.value)}`,
    }
  }
  return { kind: 'wait', untilAt: draft.now + Math.max(0, durationMs) }
}
