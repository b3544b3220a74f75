// The shape of a flow: properties, their types, and what each task type asks for.

import type { ValidateFunction } from 'ajv'
import Type from 'typebox'
import { FlowSchema, isJsonObject, type Json, type MillraceError } from '@millrace/model'
import type { Catalogue } from '../catalogue.ts'
import type { ParsedFlow } from '../parse-flow.ts'
import { TASK_LISTS, type TaskPlace } from '../task-tree.ts'
import type { Path } from '../yaml/read-yaml.ts'
import { finding, meant, pathText } from './finding.ts'
import { compileSchema, schemaFindings } from './schema.ts'
import { checkAnyTask, taskCheck } from './task-schema.ts'
import { textOf } from '../text-of.ts'

/**
 * Ids that are words of the API's routes, as Kestra refuses them too. `pause` is not among them: flows of that name
 * exist from before, and the routes tell the id of an execution from a namespace.
 */
const RESERVED_IDS: ReadonlySet<string> = new Set([
  'resume',
  'force-run',
  'change-status',
  'kill',
  'executions',
  'search',
  'source',
  'disable',
  'enable',
])

let checkFlow: ValidateFunction | undefined

/** Findings on the flow itself; its tasks are checked one by one, with `taskFindings`. */
export function flowFindings(flow: ParsedFlow): readonly MillraceError[] {
  checkFlow ??= compileSchema(shallowFlowSchema())
  const findings = schemaFindings(flow, checkFlow, { value: flow.document, path: [] })
  return [...findings, ...idFindings(flow), ...labelFindings(flow)]
}

/** The schema of a flow that asks of each task only that it is a map. */
function shallowFlowSchema(): object {
  const tasks = Type.Array(Type.Object({}, { additionalProperties: true }), { minItems: 1 })
  return {
    ...FlowSchema,
    properties: { ...FlowSchema.properties, ...Object.fromEntries(TASK_LISTS.map((name) => [name, tasks])) },
  }
}

function idFindings(flow: ParsedFlow): readonly MillraceError[] {
  const id = flow.document['id']
  if (typeof id !== 'string' || !RESERVED_IDS.has(id)) return []
  return [finding(flow, 'MR_FLOW_RESERVED_ID', ['id'], `\`${id}\` is a word of the API and cannot name a flow.`)]
}

function labelFindings(flow: ParsedFlow): readonly MillraceError[] {
  const labels: unknown = flow.document['labels']
  if (!Array.isArray(labels)) return []
  return labels.flatMap((label: unknown, index) => {
    const key = isJsonObject(label) ? label['key'] : undefined
    if (typeof key !== 'string' || !key.startsWith('system.') || key === 'system.readOnly') return []
    return [
      finding(
        flow,
        'MR_FLOW_PROPERTY',
        ['labels', index],
        `The label \`${key}\` is reserved: keys that begin with \`system.\` are set by the platform.`,
      ),
    ]
  })
}

/** Findings on one task: its type, and its own properties. */
export function taskFindings(flow: ParsedFlow, place: TaskPlace, catalogue: Catalogue): readonly MillraceError[] {
  const type = place.task['type']
  const entry = typeof type === 'string' ? catalogue.entry(type) : undefined
  const check = entry === undefined ? checkAnyTask : taskCheck(entry)
  const findings = schemaFindings(flow, check, { value: place.task, path: place.path })
  const retry = retryFindings(flow, place.task['retry'], [...place.path, 'retry'])
  if (entry !== undefined || typeof type !== 'string') return [...findings, ...retry]
  const hint = meant(catalogue.nearest(type)) ?? 'See which plugins are installed, and install the one that has it.'
  return [
    finding(flow, 'MR_FLOW_TASK_TYPE', [...place.path, 'type'], {
      message: `There is no task type \`${type}\`.`,
      hint,
    }),
    ...findings,
    ...retry,
  ]
}

const RETRY_NEEDS: Readonly<Record<string, readonly string[]>> = {
  constant: ['interval'],
  exponential: ['interval', 'maxInterval'],
  random: ['minInterval', 'maxInterval'],
}

/** What the kind of a retry asks for beside its schema. */
export function retryFindings(flow: ParsedFlow, retry: Json | undefined, path: Path): readonly MillraceError[] {
  if (retry === undefined || !isJsonObject(retry)) return []
  const needs = RETRY_NEEDS[textOf(retry['type'])] ?? []
  return needs
    .filter((name) => !Object.hasOwn(retry, name))
    .map((name) =>
      finding(
        flow,
        'MR_FLOW_PROPERTY',
        path,
        `\`${pathText([...path, name])}\` is missing: a retry of type ${textOf(retry['type'])} needs it.`,
      ),
    )
}
