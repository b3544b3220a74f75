// SetVariables and UnsetVariables: variables of the running execution, which expressions find in `vars`.

import { isJsonObject, type Json, type JsonObject } from '@millrace/model'
import { evaluateJson } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { TaskRun } from '../state.ts'
import type { Opening } from './rules.ts'

export function setVariables(draft: Draft, run: TaskRun, plan: PlanTask): Opening {
  const rendered = evaluateJson(draft, run, (plan.task['variables'] ?? null) as Json)
  if (rendered.kind === 'error') return { kind: 'failed', code: 'MR_EXPRESSION', message: rendered.message }
  if (!isJsonObject(rendered.value))
    return { kind: 'failed', code: 'MR_TASK_PROPERTY', message: '`variables` must be a map.' }
  const known = variablesNow(draft)
  const taken =
    plan.task['overwrite'] === false
      ? Object.keys(rendered.value).find((name) => Object.hasOwn(known, name))
      : undefined
  if (taken !== undefined)
    return { kind: 'failed', code: 'MR_TASK_PROPERTY', message: `The variable \`${taken}\` is set already.` }
  draft.header = { ...draft.header, variables: { ...draft.header.variables, ...rendered.value } }
  return { kind: 'ended', state: 'SUCCESS' }
}

export function unsetVariables(draft: Draft, run: TaskRun, plan: PlanTask): Opening {
  const rendered = evaluateJson(draft, run, (plan.task['variables'] ?? null) as Json)
  if (rendered.kind === 'error') return { kind: 'failed', code: 'MR_EXPRESSION', message: rendered.message }
  const names = Array.isArray(rendered.value) ? rendered.value.map(String) : []
  const set = draft.header.variables ?? {}
  const missing = plan.task['ignoreMissing'] === true ? undefined : names.find((name) => !Object.hasOwn(set, name))
  if (missing !== undefined)
    return { kind: 'failed', code: 'MR_TASK_PROPERTY', message: `No task has set the variable \`${missing}\`.` }
  draft.header = {
    ...draft.header,
    variables: Object.fromEntries(Object.entries(set).filter(([name]) => !names.includes(name))),
  }
  return { kind: 'ended', state: 'SUCCESS' }
}

function variablesNow(draft: Draft): JsonObject {
  return { ...draft.plan.variables, ...draft.header.variables }
}
