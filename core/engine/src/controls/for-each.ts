// ForEach: a lane for each value, `concurrencyLimit` at once (1 unless told, 0: all). The values are fixed here.

import { isJsonObject, type Json } from '@millrace/model'
import { evaluateJson } from '../context/evaluate.ts'
import type { Draft } from '../draft.ts'
import type { PlanTask } from '../plan/plan.ts'
import type { Lanes } from '../progress/lanes.ts'
import type { TaskRun } from '../state.ts'
import { laneLimit } from './parallel.ts'
import type { Opening } from './rules.ts'

export function openForEach(draft: Draft, run: TaskRun, plan: PlanTask): Opening {
  const rendered = evaluateJson(draft, run, (plan.task['values'] ?? plan.task['value'] ?? null) as Json)
  if (rendered.kind === 'error') return { kind: 'failed', code: 'MR_EXPRESSION', message: rendered.message }
  const values = loopValuesOf(rendered.value)
  if (typeof values === 'string') return { kind: 'failed', code: 'MR_TASK_PROPERTY', message: values }
  return { kind: 'lanes', lanes: lanesOf(plan, values.length), values }
}

/** The older EachParallel runs every task of every value in a lane of its own. */
function lanesOf(plan: PlanTask, turns: number): Lanes {
  const isParallel = /EachParallel$|each-parallel$/.test(plan.task.type)
  if (!isParallel)
    return { branch: 'tasks', total: turns, limit: laneLimit(plan.task['concurrencyLimit'], 1), split: false }
  const tasks = plan.lists.branches['tasks']?.length ?? 0
  return { branch: 'tasks', total: turns * tasks, limit: laneLimit(plan.task['concurrent'], 0), split: true }
}

/** The values as texts, or what is wrong with them. A map gives its entries, as `{ key, value }`. */
function loopValuesOf(rendered: Json): readonly string[] | string {
  const given = typeof rendered === 'string' ? parseJson(rendered) : rendered
  const list: Json | undefined = isJsonObject(given)
    ? Object.entries(given).map(([key, value]) => ({ key, value }))
    : given
  if (!Array.isArray(list)) return `\`values\` must be a list, but is: ${JSON.stringify(rendered).slice(0, 200)}`
  const nulls = list.filter((value) => value === null).length
  if (nulls > 0) return `Found '${nulls}' null values on Each, with values=${printed(list)}`
  return list.map((value: Json) => (typeof value === 'string' ? value : JSON.stringify(value)))
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    // Not JSON: the caller says what was expected.
    return undefined
  }
}

/** A list in the form in which Kestra prints it. */
function printed(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => printed(item)).join(', ')}]`
  if (!isJsonObject(value)) return typeof value === 'string' ? value : JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${printed(item)}`)
    .join(', ')}}`
}
