// The properties of a task for one attempt: what its type adds to the common ones, rendered and made to fit. What holds no
// expression is prepared once for all attempts.

import { TASK_PROPERTIES, MillraceError, type Json, type JsonObject, type Task } from '@millrace/model'
import { renderDeep, type Context, type Need } from '@millrace/expression'
import { toJson } from '@millrace/engine'
import type { TaskDefinition } from '@millrace/ports'
import { fitProperties } from './property-schema.ts'

type Rendered =
  | { readonly kind: 'value'; readonly properties: JsonObject }
  | { readonly kind: 'needs'; readonly needs: readonly Need[] }

export interface TaskProperties {
  /** Whether rendering asks for nothing. */
  readonly isStatic: boolean
  /** Throws MR_EXPRESSION and MR_TASK_PROPERTY. */
  render(context: Context): Rendered
}

interface Known {
  readonly definition: TaskDefinition
  readonly properties: TaskProperties
}

const known = new WeakMap<Task, Known>()

export function propertiesOf(task: Task, definition: TaskDefinition): TaskProperties {
  const found = known.get(task)
  if (found !== undefined && found.definition === definition) return found.properties
  const properties = prepare(task, definition)
  known.set(task, { definition, properties })
  return properties
}

function prepare(task: Task, definition: TaskDefinition): TaskProperties {
  const own = Object.entries(task).filter(([name]) => !Object.hasOwn(TASK_PROPERTIES, name))
  const unrendered = new Set(definition.unrendered)
  const asWritten = Object.fromEntries(own.filter(([name]) => unrendered.has(name))) as JsonObject
  const toRender = Object.fromEntries(own.filter(([name]) => !unrendered.has(name))) as JsonObject
  if (/\{[{%#]/.test(JSON.stringify(toRender))) {
    return { isStatic: false, render: (context) => render(definition, toRender, asWritten, context) }
  }
  let fitted: JsonObject | undefined
  return {
    isStatic: true,
    render: () => {
      fitted ??= freeze(fitProperties(definition, structuredClone({ ...toRender, ...asWritten })))
      return { kind: 'value', properties: fitted }
    },
  }
}

function render(definition: TaskDefinition, toRender: JsonObject, asWritten: JsonObject, context: Context): Rendered {
  const rendered = renderDeep(toRender, context)
  if (rendered.kind === 'needs') return rendered
  if (rendered.kind === 'error') {
    const { message, path, excerpt } = rendered.error
    throw new MillraceError(
      'MR_EXPRESSION',
      `The property \`${path.join('.')}\` cannot be rendered: ${message}\n${excerpt}`,
    )
  }
  const properties = toJson(rendered.value) as JsonObject
  const isWhole = definition.unrendered === undefined
  return {
    kind: 'value',
    properties: fitProperties(definition, isWhole ? properties : { ...properties, ...structuredClone(asWritten) }),
  }
}

/** Shared by all attempts: a task that changed it would change the next one's. */
function freeze<T extends Json>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const item of Object.values(value)) freeze(item)
  return Object.freeze(value)
}
