// Brings a flow as written into the one form that everything else reads: labels as a list, old property names replaced,
// absent (null) properties left out. Values that are wrong stay as they are, for the checks to find.

import { childProperties, controlOf, dagEntryOf, isJsonObject, type Json, type JsonObject } from '@millrace/model'

/** Old names of properties, by where they stand, and what they are called in normal form. */
export const OLD_NAMES = {
  flow: { taskDefaults: 'pluginDefaults' },
  input: { name: 'id', options: 'values' },
  retry: { maxAttempt: 'maxAttempts' },
} as const satisfies Record<string, Readonly<Record<string, string>>>

/** The normal form of a flow document. */
export function normalFlow(document: JsonObject): JsonObject {
  const flow = renamed(document, OLD_NAMES.flow)
  return mapped(flow, {
    labels: labelList,
    inputs: (inputs) => listOf(inputs, (input) => renamed(input, OLD_NAMES.input)),
    retry: normalRetry,
    tasks: normalTasks,
    errors: normalTasks,
    finally: normalTasks,
    afterExecution: normalTasks,
  })
}

function normalTasks(tasks: Json): Json {
  return listOf(tasks, normalTask)
}

function normalTask(task: JsonObject): JsonObject {
  const dagEntry = dagEntryOf(task)
  if (dagEntry !== undefined) return { ...task, task: normalTask(dagEntry.task) }
  const control = typeof task['type'] === 'string' ? controlOf(task['type']) : undefined
  const children = control === undefined ? [] : childProperties(control)
  return mapped(renamed(task, {}), {
    retry: normalRetry,
    ...Object.fromEntries(children.map((property) => [property, normalBranch])),
  })
}

/** A list of tasks, or lists of tasks by name. */
function normalBranch(branch: Json): Json {
  if (!isJsonObject(branch)) return normalTasks(branch)
  return Object.fromEntries(Object.entries(branch).map(([name, tasks]) => [name, normalTasks(tasks)]))
}

function normalRetry(retry: Json): Json {
  return isJsonObject(retry) ? renamed(retry, OLD_NAMES.retry) : retry
}

/** Labels are written as a map, or as a list of keys and values; numbers and truth values become text. */
function labelList(labels: Json): Json {
  if (isJsonObject(labels)) return Object.entries(labels).map(([key, value]) => ({ key, value: scalarText(value) }))
  return listOf(labels, (label) => ({ ...label, value: scalarText(label['value'] ?? null) }))
}

function scalarText(value: Json): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

/** Without absent properties, under the names of today; a property given under both names keeps the newer one. */
function renamed(object: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  const entries = Object.entries(object).filter(([, value]) => value !== null)
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const today = Object.hasOwn(names, name) ? names[name] : undefined
      if (today === undefined) return [[name, value]]
      return Object.hasOwn(object, today) ? [] : [[today, value]]
    }),
  )
}

function mapped(object: JsonObject, changes: Readonly<Record<string, (value: Json) => Json>>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      const change = Object.hasOwn(changes, name) ? changes[name] : undefined
      return [name, change === undefined ? value : change(value)]
    }),
  )
}

function listOf(value: Json, change: (item: JsonObject) => Json): Json {
  return Array.isArray(value) ? value.map((item: Json) => (isJsonObject(item) ? change(item) : item)) : value
}
