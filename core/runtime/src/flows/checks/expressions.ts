// Expressions of a flow: those that do not parse, and those that name an input, variable, task or output that the flow
// does not have. What a function computes cannot be known here and is left to the run.

import { analyse, parse } from '@millrace/expression'
import { childProperties, isJsonObject, type Json, type MillraceError } from '@millrace/model'
import type { Catalogue } from '../catalogue.ts'
import type { ParsedFlow } from '../parse-flow.ts'
import type { TaskPlace } from '../task-tree.ts'
import type { Path } from '../yaml/read-yaml.ts'
import { findingInText } from './finding.ts'
import { flowNames, nameProblem, type FlowNames } from './names.ts'

/** Properties of a task that are never rendered. */
const NOT_RENDERED: ReadonlySet<string> = new Set(['id', 'type', 'description', 'retry', 'disabled', 'allowFailure', 'allowWarning', 'version'])

/** Findings on every expression in what is rendered: tasks, variables, outputs, defaults of inputs. */
export function expressionFindings(flow: ParsedFlow, places: readonly TaskPlace[], catalogue: Catalogue): readonly MillraceError[] {
  const check = checker(flow, flowNames(flow.document, places))
  return [
    ...places.flatMap((place) => check(renderedPart(place, catalogue), place.path)),
    ...check(flow.document['variables'] ?? null, ['variables']),
    ...listed(flow.document['outputs']).flatMap((output, index) => check(output['value'] ?? null, ['outputs', index, 'value'])),
    ...listed(flow.document['inputs']).flatMap((input, index) => check(input['defaults'] ?? null, ['inputs', index, 'defaults'])),
  ]
}

function listed(value: unknown): readonly { readonly [name: string]: Json }[] {
  return Array.isArray(value) ? value.filter((item) => isJsonObject(item)) : []
}

/** A task without its child tasks and without what its type keeps as written. */
function renderedPart({ task, control }: TaskPlace, catalogue: Catalogue): Json {
  const children = control === undefined ? [] : childProperties(control)
  const raw = catalogue.definition(String(task['type']))?.unrendered ?? []
  const left = new Set<string>([...NOT_RENDERED, ...children, ...raw])
  return Object.fromEntries(Object.entries(task).filter(([name]) => !left.has(name)))
}

function checker(flow: ParsedFlow, names: FlowNames): (value: Json, path: Path) => readonly MillraceError[] {
  const check = (value: Json, path: Path): readonly MillraceError[] => {
    if (typeof value === 'string') return value.includes('{') ? textFindings(flow, names, value, path) : []
    if (Array.isArray(value)) return value.flatMap((item: Json, index) => check(item, [...path, index]))
    return isJsonObject(value) ? Object.entries(value).flatMap(([name, item]) => check(item, [...path, name])) : []
  }
  return check
}

function textFindings(flow: ParsedFlow, names: FlowNames, text: string, path: Path): readonly MillraceError[] {
  const parsed = parse(text)
  if (!parsed.ok) {
    const { message, line, column } = parsed.error
    return [findingInText(flow, 'MR_FLOW_EXPRESSION', path, { line, column }, `The expression cannot be read: ${message}`)]
  }
  const problems = analyse(parsed.template).reads.flatMap((read) => nameProblem(read.path, names) ?? [])
  const once = new Map(problems.map((problem) => [problem.message, problem]))
  return [...once.values()].map(({ message, hint, name }) => {
    const at = text.indexOf(name)
    return findingInText(flow, 'MR_FLOW_UNKNOWN_NAME', path, placeOf(text, Math.max(0, at)), message, hint)
  })
}

function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
