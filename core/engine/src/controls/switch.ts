// Switch: one lane through the case that equals the rendered value, else through the defaults.

import { jsonText, type Json } from '@millrace/model'
import { evaluateJson } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { TaskRun } from '../state.ts'
import type { Opening } from './rules.ts'

export function openSwitch(draft: Draft, run: TaskRun, plan: PlanTask): Opening {
  const rendered = evaluateJson(draft, run, (plan.task['value'] ?? null) as Json)
  if (rendered.kind === 'error') return { kind: 'failed', code: 'MR_EXPRESSION', message: rendered.message }
  const value = jsonText(rendered.value)
  const { branches } = plan.lists
  const isDefault = branches[`cases.${value}`] === undefined
  const outputs = { value, defaults: isDefault }
  if (isDefault && branches['defaults'] === undefined) {
    return {
      kind: 'failed',
      code: 'MR_TASK_PROPERTY',
      message: `No case equals \`${value}\`, and there are no \`defaults\`.`,
      outputs,
    }
  }
  const branch = isDefault ? 'defaults' : `cases.${value}`
  return { kind: 'lanes', lanes: { branch, total: 1, limit: 1, split: false }, outputs }
}
