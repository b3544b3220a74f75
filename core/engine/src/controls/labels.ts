// Labels: adds labels to the running execution. A label that is there already gets the new value.

import { isJsonObject, jsonText, type Json, type Label } from '@millrace/model'
import { evaluateJson } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { TaskRun } from '../state.ts'
import type { Opening } from './rules.ts'

export function setLabels(draft: Draft, run: TaskRun, plan: PlanTask): Opening {
  const rendered = evaluateJson(draft, run, (plan.task['labels'] ?? null) as Json)
  if (rendered.kind === 'error') return { kind: 'failed', code: 'MR_EXPRESSION', message: rendered.message }
  const labels = labelsOf(rendered.value)
  if (labels === undefined) {
    return {
      kind: 'failed',
      code: 'MR_TASK_PROPERTY',
      message: `\`labels\` must be a map or a list of key and value, but is: ${JSON.stringify(rendered.value).slice(0, 200)}`,
    }
  }
  const reserved = labels.find((label) => label.key.startsWith('system.'))
  if (reserved !== undefined)
    return { kind: 'failed', code: 'MR_TASK_PROPERTY', message: `The label \`${reserved.key}\` is reserved.` }
  draft.header = { ...draft.header, labels: withLabels(draft.header.labels, labels) }
  return { kind: 'ended', state: 'SUCCESS' }
}

/** The labels with others laid over them, by key. */
export function withLabels(labels: readonly Label[], added: readonly Label[]): readonly Label[] {
  const merged = new Map(labels.map((label) => [label.key, label] as const))
  for (const label of added) merged.set(label.key, label)
  return [...merged.values()]
}

/** Labels of a map, a list or JSON text; undefined for what is none. */
export function labelsOf(rendered: Json): readonly Label[] | undefined {
  if (typeof rendered === 'string') return labelsOfText(rendered)
  if (isJsonObject(rendered)) return Object.entries(rendered).map(([key, value]) => ({ key, value: jsonText(value) }))
  if (!Array.isArray(rendered)) return undefined
  const labels = rendered.map((entry: Json) =>
    isJsonObject(entry) && typeof entry['key'] === 'string'
      ? { key: entry['key'], value: jsonText(entry['value'] ?? null) }
      : undefined,
  )
  return labels.every((label) => label !== undefined) ? labels : undefined
}

function labelsOfText(text: string): readonly Label[] | undefined {
  try {
    const parsed = JSON.parse(text) as Json
    return typeof parsed === 'string' ? undefined : labelsOf(parsed)
  } catch {
    // Not JSON: the caller says what was expected.
    return undefined
  }
}
