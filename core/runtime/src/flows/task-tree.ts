// Walks every task of a flow in normal form, checked or not, with its place in the document.

import {
  childProperties,
  controlOf,
  dagEntryOf,
  isJsonObject,
  type Control,
  type Json,
  type JsonObject,
} from '@millrace/model'
import type { Path } from './yaml/read-yaml.ts'

export interface TaskPlace {
  readonly task: JsonObject
  readonly path: Path
  readonly control: Control | undefined
  readonly parent: TaskPlace | undefined
}

/** Properties of a flow that hold tasks. */
export const TASK_LISTS = ['tasks', 'errors', 'finally', 'afterExecution'] as const

/** Parents come before their children; what is no object is left out. */
export function tasksOf(document: JsonObject): readonly TaskPlace[] {
  return TASK_LISTS.flatMap((property) => listPlaces(document[property], [property], undefined))
}

function listPlaces(tasks: Json | undefined, path: Path, parent: TaskPlace | undefined): readonly TaskPlace[] {
  if (!Array.isArray(tasks)) return []
  return tasks.flatMap((entry: Json, index) => {
    const dagEntry = dagEntryOf(entry)
    if (dagEntry !== undefined) return taskPlaces(dagEntry.task, [...path, index, 'task'], parent)
    return isJsonObject(entry) ? taskPlaces(entry, [...path, index], parent) : []
  })
}

function taskPlaces(task: JsonObject, path: Path, parent: TaskPlace | undefined): readonly TaskPlace[] {
  const type = task['type']
  const control = typeof type === 'string' ? controlOf(type) : undefined
  const place: TaskPlace = { task, path, control, parent }
  if (control === undefined) return [place]
  return [
    place,
    ...childProperties(control).flatMap((property) => branchPlaces(task[property], [...path, property], place)),
  ]
}

function branchPlaces(branch: Json | undefined, path: Path, parent: TaskPlace): readonly TaskPlace[] {
  if (!isJsonObject(branch)) return listPlaces(branch, path, parent)
  return Object.entries(branch).flatMap(([name, tasks]) => listPlaces(tasks, [...path, name], parent))
}
