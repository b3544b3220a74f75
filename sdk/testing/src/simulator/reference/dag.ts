// Which tasks of a Dag start although one of them fails.

import type { Task } from '@millrace/model'

interface Entry {
  readonly task: Task
  readonly dependsOn: readonly string[]
}

/** By id, whether it starts in any case; those that never start are left out. */
export function certainOfDag(
  entries: readonly Entry[],
  limit: number,
  fails: (id: string) => boolean,
): ReadonlyMap<string, boolean> {
  const byId = new Map(entries.map((entry) => [entry.task.id, entry]))
  const isHindered = (id: string): boolean =>
    byId.get(id)?.dependsOn.some((earlier) => fails(earlier) || isHindered(earlier)) ?? false
  const first = entries.filter(({ dependsOn }) => dependsOn.length === 0).slice(0, limit)
  const starting = new Set(first.map(({ task }) => task.id))
  const possible = entries.filter(({ task }) => !isHindered(task.id))
  return new Map(possible.map(({ task }) => [task.id, starting.has(task.id)]))
}
