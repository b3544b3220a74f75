// If: one lane through `then` or `else`.

import { evaluateCondition } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { TaskRun } from '../state.ts'
import type { Opening } from './rules.ts'

export function openIf(draft: Draft, run: TaskRun, plan: PlanTask): Opening {
  const condition = evaluateCondition(draft, run, plan.condition)
  if (condition.kind === 'error') return { kind: 'failed', code: 'MR_EXPRESSION', message: condition.message }
  const branch = condition.value ? 'then' : 'else'
  return {
    kind: 'lanes',
    lanes: { branch, total: 1, limit: 1, split: false },
    outputs: { evaluationResult: condition.value },
  }
}
