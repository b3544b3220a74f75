// Plugin defaults: values for the properties of every task of a type, or of every type that begins with a prefix.

import { isJsonObject, type PluginDefault, type Task } from '@millrace/model'

/** Earlier defaults win over later ones, the task over all but forced ones; maps are merged key by key. */
export function withDefaults(task: Task, defaults: readonly PluginDefault[]): Task {
  const matching = defaults.filter(({ type }) => isOfType(task, type))
  if (matching.length === 0) return task
  let merged: object = task
  for (const each of matching.filter((candidate) => candidate.forced !== true)) merged = merge(each.values, merged)
  for (const each of matching.filter((candidate) => candidate.forced === true).toReversed())
    merged = merge(merged, each.values)
  return merged as Task
}

/** `script` stands for `script/shell` as `io.kestra.plugin.scripts` does for all below it. */
function isOfType(task: Task, type: string): boolean {
  return task.type === type || task.type.startsWith(`${type}/`) || task.type.startsWith(`${type}.`)
}

/** `over` laid on `under`. */
function merge(under: object, over: object): object {
  const result: Record<string, unknown> = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = result[key]
    result[key] = isJsonObject(value) && isJsonObject(below) ? merge(below, value) : value
  }
  return result
}
