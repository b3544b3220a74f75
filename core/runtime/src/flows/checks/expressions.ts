// Expressions of a flow: those that do not parse, and those that name an input, variable, task or output that the flow
// does not have. What a function computes cannot be known here and is left to the run.

import { analyse, filterNames, functionNames, parse, testNames } from '@millrace/expression'
import { childProperties, isJsonObject, type Json, type MillraceError } from '@millrace/model'
import type { Catalogue } from '../catalogue.ts'
import type { ParsedFlow } from '../parse-flow.ts'
import type { TaskPlace } from '../task-tree.ts'
import type { Path } from '../yaml/read-yaml.ts'
import { didYouMean, finding } from './finding.ts'
import { flowNames, nameProblem, type FlowNames } from './names.ts'

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

const WORDS = { function: functionNames, filter: filterNames, test: testNames } as const

/** Findings on every expression in what is rendered: tasks, variables, outputs, defaults of inputs. */
export function expressionFindings(
  flow: ParsedFlow,
  places: readonly TaskPlace[],
  catalogue: Catalogue,
): readonly MillraceError[] {
  const check = checker(flow, flowNames(flow.document, places))
  return [
    ...places.flatMap((place) => check(renderedPart(place, catalogue), place.path)),
    ...check(flow.document['variables'] ?? null, ['variables']),
    ...listed(flow.document['outputs']).flatMap((output, index) =>
      check(output['value'] ?? null, ['outputs', index, 'value']),
    ),
    ...listed(flow.document['inputs']).flatMap((input, index) =>
      check(input['defaults'] ?? null, ['inputs', index, 'defaults']),
    ),
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
    return [
      finding(
        flow,
        'MR_FLOW_EXPRESSION',
        { path, within: { line, column } },
        `The expression cannot be read: ${message}`,
      ),
    ]
  }
  const { reads, unknown } = analyse(parsed.template)
  const wrong = reads.flatMap((read) => {
    const problem = read.guarded ? undefined : nameProblem(read.path, names)
    return problem === undefined ? [] : [{ ...problem, place: read }]
  })
  const words = unknown.map((use) => ({
    message: `There is no ${use.kind} \`${use.name}\`.`,
    hint: didYouMean(use.name, WORDS[use.kind]()),
    place: use,
  }))
  return firstOfEach([...wrong, ...words]).map(({ message, hint, place }) =>
    finding(flow, 'MR_FLOW_UNKNOWN_NAME', { path, within: place }, { message, hint }),
  )
}

/** A name that is used twice in one text is one finding. */
function firstOfEach<Problem extends { readonly message: string }>(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((problem, index) => problems.findIndex(({ message }) => message === problem.message) === index)
}
