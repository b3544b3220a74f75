// Dependencies of the tasks of a Dag: on tasks beside them, and in no circle.

import { dagEntryOf, type Json, type MillraceError } from '@millrace/model'
import type { ParsedFlow } from '../parse-flow.ts'
import type { TaskPlace } from '../task-tree.ts'
import type { Path } from '../yaml/read-yaml.ts'
import { circlesIn } from './circles.ts'
import { didYouMean, finding } from './finding.ts'

interface Entry {
  readonly id: string
  readonly dependsOn: readonly string[]
  readonly path: Path
}

/** Findings on every Dag of a flow. */
export function dagFindings(flow: ParsedFlow, places: readonly TaskPlace[]): readonly MillraceError[] {
  return places
    .filter(({ control }) => control?.kind === 'dag')
    .flatMap((place) => {
      const entries = entriesOf(place)
      return [...unknownIds(flow, entries), ...circles(flow, entries)]
    })
}

function entriesOf({ task, path }: TaskPlace): readonly Entry[] {
  const tasks = task['tasks']
  if (!Array.isArray(tasks)) return []
  return tasks.flatMap((entry: Json, index) => {
    const found = dagEntryOf(entry)
    const id = found?.task['id']
    return found === undefined || typeof id !== 'string'
      ? []
      : [{ id, dependsOn: found.dependsOn, path: [...path, 'tasks', index] }]
  })
}

function unknownIds(flow: ParsedFlow, entries: readonly Entry[]): readonly MillraceError[] {
  const ids = entries.map(({ id }) => id)
  return entries.flatMap(({ id, dependsOn, path }) =>
    dependsOn.flatMap((name, index) =>
      ids.includes(name)
        ? []
        : [
            finding(flow, 'MR_FLOW_UNKNOWN_NAME', [...path, 'dependsOn', index], {
              message: `The task \`${id}\` depends on \`${name}\`, which is no task of this Dag.`,
              hint: didYouMean(
                name,
                ids.filter((other) => other !== id),
              ),
            }),
          ],
    ),
  )
}

function circles(flow: ParsedFlow, entries: readonly Entry[]): readonly MillraceError[] {
  return circlesIn(new Map(entries.map(({ id, dependsOn }) => [id, dependsOn]))).flatMap((circle) => {
    const [first = ''] = circle
    const entry = entries.find(({ id }) => id === first)
    if (entry === undefined) return []
    const way = [...circle, first].map((id) => `\`${id}\``).join(' → ')
    return [finding(flow, 'MR_FLOW_CYCLE', [...entry.path, 'dependsOn'], `Tasks wait for each other: ${way}.`)]
  })
}
