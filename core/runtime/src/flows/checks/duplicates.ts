// Ids that are used twice. Tasks, wherever they stand, and triggers share one set of ids.

import { isJsonObject, type Json, type MillraceError } from '@millrace/model'
import type { ParsedFlow } from '../parse-flow.ts'
import type { TaskPlace } from '../task-tree.ts'
import type { Path } from '../yaml/read-yaml.ts'
import { finding } from './finding.ts'

/** One finding for each id after the first of its kind, at the place of the later one. */
export function duplicateFindings(flow: ParsedFlow, places: readonly TaskPlace[]): readonly MillraceError[] {
  const tasks = places.map(({ task, path }) => ({ id: task['id'], path }))
  return [
    ...repeated(flow, 'task', [...tasks, ...listed(flow, 'triggers')]),
    ...repeated(flow, 'input', listed(flow, 'inputs')),
    ...repeated(flow, 'output', listed(flow, 'outputs')),
  ]
}

interface Named {
  readonly id: Json | undefined
  readonly path: Path
}

function listed(flow: ParsedFlow, property: string): readonly Named[] {
  const list: unknown = flow.document[property]
  if (!Array.isArray(list)) return []
  return list.map((item: unknown, index) => ({
    id: isJsonObject(item) ? (item['id'] as Json) : undefined,
    path: [property, index],
  }))
}

function repeated(flow: ParsedFlow, what: string, named: readonly Named[]): readonly MillraceError[] {
  const first = new Map<string, Path>()
  return named.flatMap(({ id, path }) => {
    if (typeof id !== 'string') return []
    const earlier = first.get(id)
    if (earlier === undefined) {
      first.set(id, path)
      return []
    }
    const line = flow.locate([...earlier, 'id']).line
    return [
      finding(
        flow,
        'MR_FLOW_DUPLICATE_ID',
        [...path, 'id'],
        `The ${what} id \`${id}\` is used already on line ${line}.`,
      ),
    ]
  })
}
