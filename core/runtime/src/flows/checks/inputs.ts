// What the type of an input asks for beside the schema that all inputs share.

import { RE2JS } from 're2js'
import { isJsonObject, messageOf, type Json, type JsonObject, type MillraceError } from '@millrace/model'
import type { ParsedFlow } from '../parse-flow.ts'
import type { Path } from '../yaml/read-yaml.ts'
import { readerOf } from '../inputs/readers.ts'
import { circlesIn } from './circles.ts'
import { didYouMean, finding } from './finding.ts'
import { textOf } from '../text-of.ts'

const CHOICES: ReadonlySet<Json | undefined> = new Set(['SELECT', 'ENUM', 'MULTISELECT'])

/** Findings on the inputs of a flow. */
export function inputFindings(flow: ParsedFlow): readonly MillraceError[] {
  const inputs: unknown = flow.document['inputs']
  if (!Array.isArray(inputs)) return []
  const objects = inputs.map((input: unknown, index) => ({ input, path: ['inputs', index] as Path }))
  const ids = objects.flatMap(({ input }) =>
    isJsonObject(input) && typeof input['id'] === 'string' ? [input['id']] : [],
  )
  const findings = objects.flatMap(({ input, path }) =>
    isJsonObject(input)
      ? [
          ...typeFindings(flow, input, path),
          ...defaultFindings(flow, input, path),
          ...dependencyFindings(flow, input, path, ids),
        ]
      : [],
  )
  return [...findings, ...circles(flow, inputs)]
}

/** A default without expressions is read as if it were given; files are put in place when an execution is created. */
function defaultFindings(flow: ParsedFlow, input: JsonObject, path: Path): readonly MillraceError[] {
  const { id, type, defaults } = input
  if (typeof id !== 'string' || typeof type !== 'string' || type === 'FILE' || defaults === undefined) return []
  const isDynamic = input['expression'] !== undefined || /\{[{%]/.test(JSON.stringify(defaults))
  if (isDynamic || patternProblem(textOf(input['validator'])) !== undefined) return []
  const reading = readerOf({ ...input, id, type })?.(defaults, { ...input, id, type })
  if (reading === undefined || !('problem' in reading)) return []
  const message = `The default of the input \`${id}\` does not fit: ${reading.problem}.`
  return [finding(flow, 'MR_FLOW_PROPERTY', [...path, 'defaults'], message)]
}

function circles(flow: ParsedFlow, inputs: readonly unknown[]): readonly MillraceError[] {
  const graph = new Map(
    inputs.flatMap((input): [string, readonly string[]][] => {
      const { id, dependsOn } = isJsonObject(input) ? input : {}
      const others = isJsonObject(dependsOn) ? dependsOn['inputs'] : undefined
      return typeof id === 'string' && Array.isArray(others)
        ? [[id, others.filter((other) => typeof other === 'string' && other !== id)]]
        : []
    }),
  )
  return circlesIn(graph).map((circle) => {
    const [first = ''] = circle
    const index = inputs.findIndex((input) => isJsonObject(input) && input['id'] === first)
    const way = [...circle, first].map((id) => `\`${id}\``).join(' → ')
    return finding(flow, 'MR_FLOW_CYCLE', ['inputs', index, 'dependsOn'], `Inputs depend on each other: ${way}.`)
  })
}

function typeFindings(flow: ParsedFlow, input: JsonObject, path: Path): readonly MillraceError[] {
  const findings: MillraceError[] = []
  const id = textOf(input['id'])
  if (CHOICES.has(input['type']) && input['values'] === undefined && input['expression'] === undefined) {
    findings.push(finding(flow, 'MR_FLOW_PROPERTY', path, `The input \`${id}\` needs \`values\` or \`expression\`.`))
  }
  if (input['type'] === 'ARRAY' && input['itemType'] === undefined) {
    findings.push(finding(flow, 'MR_FLOW_PROPERTY', path, `The input \`${id}\` needs \`itemType\`.`))
  }
  const pattern = input['validator']
  const reason = typeof pattern === 'string' ? patternProblem(pattern) : undefined
  if (reason !== undefined) {
    findings.push(
      finding(
        flow,
        'MR_FLOW_PROPERTY',
        [...path, 'validator'],
        `The pattern of the input \`${id}\` is not a regular expression (RE2): ${reason}.`,
      ),
    )
  }
  return findings
}

function patternProblem(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

function dependencyFindings(
  flow: ParsedFlow,
  input: JsonObject,
  path: Path,
  ids: readonly string[],
): readonly MillraceError[] {
  const dependsOn = input['dependsOn']
  if (dependsOn === undefined || !isJsonObject(dependsOn) || !Array.isArray(dependsOn['inputs'])) return []
  return (dependsOn['inputs'] as readonly Json[]).flatMap((name, index) => {
    if (typeof name !== 'string' || (ids.includes(name) && name !== input['id'])) return []
    const hint = didYouMean(
      name,
      ids.filter((id) => id !== input['id']),
    )
    return [
      finding(flow, 'MR_FLOW_UNKNOWN_NAME', [...path, 'dependsOn', 'inputs', index], {
        message: `There is no other input \`${name}\` to depend on.`,
        hint,
      }),
    ]
  })
}
