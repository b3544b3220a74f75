// What is wrong with the calls of a flow: of itself without end, and, where the flows of the installation are known, of
// flows and inputs that do not exist. The latter are warnings: the other flow may be deployed later.

import { isJsonObject, type Flow, type FlowInput, type Json, type MillraceError } from '@millrace/model'
import type { ParsedFlow } from '../parse-flow.ts'
import type { TaskPlace } from '../task-tree.ts'
import { didYouMean, finding } from './finding.ts'

interface CallPlace extends TaskPlace {
  readonly namespace: string
  readonly flowId: string
  readonly revision: number | undefined
}

/** The calls whose flow is written out. */
function callsOf(places: readonly TaskPlace[]): readonly CallPlace[] {
  return places.flatMap((place) => {
    const { namespace, flowId, revision } = place.task
    if (place.control?.kind !== 'subflow' || !isPlain(namespace) || !isPlain(flowId)) return []
    return [{ ...place, namespace, flowId, revision: typeof revision === 'number' ? revision : undefined }]
  })
}

function isPlain(value: Json | undefined): value is string {
  return typeof value === 'string' && !value.includes('{{') && !value.includes('{%')
}

/** A flow that calls itself, with nothing that could keep it from it. */
export function recursionFindings(flow: ParsedFlow, places: readonly TaskPlace[]): readonly MillraceError[] {
  const { namespace, id } = flow.document
  return callsOf(places)
    .filter((call) => call.namespace === namespace && call.flowId === id && isCertain(call))
    .map(({ path }) =>
      finding(flow, 'MR_FLOW_CYCLE', [...path, 'flowId'], {
        message: 'The flow calls itself without end.',
        hint: 'Give the task a `runIf`, or put it below an If or a Switch.',
      }),
    )
}

function isCertain({ task, path, parent }: TaskPlace): boolean {
  if (task['runIf'] !== undefined || path[0] !== 'tasks') return false
  for (let above = parent; above !== undefined; above = above.parent)
    if (above.task['runIf'] !== undefined || CONDITIONAL.has(above.control?.kind ?? '')) return false
  return true
}

const CONDITIONAL: ReadonlySet<string> = new Set(['if', 'switch', 'for-each', 'pause'])

export type FindFlow = (namespace: string, id: string, revision?: number) => Promise<Flow | undefined>

/** Warnings on calls of flows that do not exist, or that have other inputs. */
export async function calledFindings(
  flow: ParsedFlow,
  places: readonly TaskPlace[],
  find: FindFlow,
): Promise<readonly MillraceError[]> {
  const { namespace, id } = flow.document
  const calls = callsOf(places).filter((call) => call.namespace !== namespace || call.flowId !== id)
  const found = await Promise.all(
    calls.map(async (call) => {
      const called = await find(call.namespace, call.flowId, call.revision)
      return called === undefined ? [missing(flow, call)] : inputFindings(flow, call, called)
    }),
  )
  return found.flat()
}

function missing(flow: ParsedFlow, { path, namespace, flowId, revision }: CallPlace): MillraceError {
  const name = `${namespace}.${flowId}${revision === undefined ? '' : ` of revision ${revision}`}`
  return finding(flow, 'MR_FLOW_NOT_FOUND', [...path, 'flowId'], {
    message: `There is no flow ${name}.`,
    hint: 'Deploy it before this task runs.',
    severity: 'warning',
  })
}

function inputFindings(flow: ParsedFlow, { task, path, flowId }: CallPlace, called: Flow): readonly MillraceError[] {
  const given = task['inputs'] ?? {}
  if (!isJsonObject(given)) return []
  const known = (called.inputs ?? []).map(({ id }) => id)
  const unknown = Object.keys(given)
    .filter((name) => !known.some((id) => id === name || id.startsWith(`${name}.`)))
    .map((name) =>
      finding(
        flow,
        'MR_FLOW_UNKNOWN_NAME',
        { path: [...path, 'inputs', name], part: 'key' },
        {
          message: `The flow ${flowId} has no input \`${name}\`.`,
          hint: didYouMean(name, known),
          severity: 'warning',
        },
      ),
    )
  const lacking = (called.inputs ?? [])
    .filter((input) => isNeeded(input) && given[input.id] === undefined && given[firstOf(input.id)] === undefined)
    .map(({ id }) =>
      finding(flow, 'MR_INPUT_INVALID', [...path, 'flowId'], {
        message: `The flow ${flowId} needs the input \`${id}\`, which the task does not give.`,
        severity: 'warning',
      }),
    )
  return [...unknown, ...lacking]
}

function isNeeded({ required, defaults, dependsOn }: FlowInput): boolean {
  return required !== false && defaults === undefined && dependsOn === undefined
}

/** Ids with dots may be given as maps. */
function firstOf(id: string): string {
  return id.split('.')[0] ?? id
}
