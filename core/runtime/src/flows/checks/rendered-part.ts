// Which properties of a task are rendered, and how much a wrong name in each of them matters.

import { childProperties, type Json, type Severity } from '@millrace/model'
import type { Catalogue } from '../catalogue.ts'
import type { TaskPlace } from '../task-tree.ts'
import type { Path } from '../yaml/read-yaml.ts'
import { textOf } from '../text-of.ts'

/** Properties of a task that are never rendered. */
const NOT_RENDERED: ReadonlySet<string> = new Set([
  'id',
  'type',
  'description',
  'retry',
  'disabled',
  'allowFailure',
  'allowWarning',
  'version',
])

/** Properties of controls that decide what runs. */
const DECIDING: ReadonlySet<string> = new Set(['condition', 'value', 'values'])

export interface RenderedPart {
  readonly value: Json
  readonly path: Path
  readonly severity: Severity
}

/** A task without its child tasks and without what its type keeps as written. */
export function partsOfTask({ task, path, control }: TaskPlace, catalogue: Catalogue): readonly RenderedPart[] {
  const children = control === undefined ? [] : childProperties(control)
  const raw = catalogue.definition(textOf(task['type']))?.unrendered ?? []
  const left = new Set<string>([...NOT_RENDERED, ...children, ...raw, ...foreignProperties(textOf(task['type']))])
  return Object.entries(task)
    .filter(([name]) => !left.has(name))
    .map(([name, value]) => {
      const isDecision = name === 'runIf' || (control !== undefined && DECIDING.has(name))
      return { value, path: [...path, name], severity: isDecision ? 'warning' : 'error' }
    })
}

/** `outputs` of a Subflow and the like are rendered over the outputs of the other flow. */
function foreignProperties(type: string): readonly string[] {
  return /(\.Subflow|\.Flow|ForEachItem|\/subflow|\/for-each-item)$/.test(type) ? ['outputs'] : []
}
