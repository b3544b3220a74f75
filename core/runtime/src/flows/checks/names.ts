// The names that the expressions of a flow may use: its inputs, variables, tasks and their outputs.

import { controlOf, isJsonObject, type JsonObject } from '@millrace/model'
import type { Catalogue } from '../catalogue.ts'
import type { TaskPlace } from '../task-tree.ts'
import { didYouMean } from './finding.ts'
import { textOf } from '../text-of.ts'

export interface FlowNames {
  readonly inputs: readonly string[]
  /** Undefined: a task sets variables whose names nobody can tell. */
  readonly variables: readonly string[] | undefined
  readonly tasks: readonly string[]
  /** What a task gives, by its id, where its type says so. */
  readonly outputs: ReadonlyMap<string, KnownOutputs>
}

interface KnownOutputs {
  readonly names: readonly string[]
  /** The type does not exclude others. */
  readonly isOpen: boolean
}

export interface NameProblem {
  readonly message: string
  readonly hint?: string | undefined
  /** Nobody can tell for certain that the name is wrong. */
  readonly isDoubtful?: boolean
}

/** The names of a flow in normal form. */
export function flowNames(document: JsonObject, places: readonly TaskPlace[], catalogue: Catalogue): FlowNames {
  const inputs: unknown = document['inputs']
  return {
    inputs: Array.isArray(inputs)
      ? inputs.flatMap((input: unknown) =>
          isJsonObject(input) && typeof input['id'] === 'string' ? [input['id']] : [],
        )
      : [],
    variables: variableNames(document, places),
    tasks: places.flatMap((place) => (place.control === undefined ? idsWithin(place.task) : idOf(place.task))),
    outputs: new Map(places.flatMap((place) => outputsOf(place, catalogue))),
  }
}

/** Those of the flow, and those that its tasks set. */
function variableNames(document: JsonObject, places: readonly TaskPlace[]): readonly string[] | undefined {
  const setters = places.filter(({ control }) => control?.kind === 'set-variables')
  const maps = [document['variables'] ?? {}, ...setters.map(({ task }) => task['variables'])]
  return maps.every((map) => isJsonObject(map)) ? maps.flatMap((map) => Object.keys(map)) : undefined
}

function idOf(task: JsonObject): readonly string[] {
  return typeof task['id'] === 'string' ? [task['id']] : []
}

/** The parts of a ForEachItem have outputs of their own. */
const ITEM_PARTS = ['split', 'items', 'merge']

/** The id of a task, and those of what looks like a task anywhere in it: of a type that is not known, nobody can tell. */
function idsWithin(task: JsonObject): readonly string[] {
  const below = (value: unknown): readonly string[] => {
    if (Array.isArray(value)) return value.flatMap(below)
    if (!isJsonObject(value)) return []
    const { id, type } = value
    const own = typeof id === 'string' && typeof type === 'string' ? [id, ...partsOf(id, type)] : []
    return [...own, ...Object.values(value).flatMap(below)]
  }
  return below(task)
}

function partsOf(id: string, type: string): readonly string[] {
  return /(ForEachItem|for-each-item)$/.test(type) ? ITEM_PARTS.map((part) => `${id}_${part}`) : []
}

/** The outputs of a loop's tasks nest by its values; those are left to the run. */
function outputsOf({ task, parent }: TaskPlace, catalogue: Catalogue): readonly (readonly [string, KnownOutputs])[] {
  for (let above = parent; above !== undefined; above = above.parent) if (above.control?.isLoop === true) return []
  const fixed = controlOf(textOf(task['type']))?.outputs
  if (fixed !== undefined) return [[textOf(task['id']), { names: fixed, isOpen: false }]]
  const schema: unknown = catalogue.definition(textOf(task['type']))?.outputs
  if (!isJsonObject(schema) || !isJsonObject(schema['properties'])) return []
  const more = schema['additionalProperties'] ?? 'unsaid'
  if (more === true || typeof more === 'object') return []
  return [[textOf(task['id']), { names: Object.keys(schema['properties']), isOpen: more === 'unsaid' }]]
}

/** What expressions may begin with, wherever they stand. */
const ROOTS = [
  'inputs',
  'outputs',
  'vars',
  'flow',
  'execution',
  'task',
  'taskrun',
  'tasks',
  'labels',
  'trigger',
  'parent',
  'parents',
  'globals',
  'envs',
  'namespace',
  'kestra',
  'error',
  'workingDir',
  'item',
  'schedule',
  'nil',
]

/** What is wrong with a name that an expression reads (`inputs`, `file`); undefined when nothing is, or nobody can tell. */
export function nameProblem(path: readonly string[], names: FlowNames): NameProblem | undefined {
  const [root, name, ...rest] = path
  if (root !== undefined && !ROOTS.includes(root)) return unknownRoot(root, name === undefined)
  if (name === undefined) return undefined
  switch (root) {
    case 'inputs':
      return inputProblem([name, ...rest], names.inputs)
    case 'vars':
      return names.variables === undefined ? undefined : unknown('variable', name, names.variables)
    case 'outputs':
      return unknown('task', name, names.tasks) ?? outputProblem(name, rest[0], names.outputs.get(name))
    case 'tasks':
      return unknown('task', name, names.tasks)
    default:
      return undefined
  }
}

/** A name alone may be there to fail: flows of Kestra that deploy with such names do so here. A typing error has more behind it. */
function unknownRoot(name: string, isDoubtful: boolean): NameProblem {
  const hint =
    didYouMean(name, ROOTS) ?? 'Inputs are named `inputs.…`, variables `vars.…`, outputs of tasks `outputs.…`.'
  return { message: `Nothing is called \`${name}\` here.`, hint, isDoubtful }
}

function unknown(what: string, name: string, known: readonly string[]): NameProblem | undefined {
  if (known.includes(name)) return undefined
  return { message: `The flow has no ${what} \`${name}\`.`, hint: didYouMean(name, known) ?? listOf(what, known) }
}

function outputProblem(
  task: string,
  name: string | undefined,
  known: KnownOutputs | undefined,
): NameProblem | undefined {
  if (name === undefined || known === undefined || known.names.includes(name)) return undefined
  const hint = didYouMean(name, known.names) ?? listOf('output', known.names)
  return { message: `The task \`${task}\` has no output \`${name}\`.`, hint, isDoubtful: known.isOpen }
}

/** Ids with dots make nested values: a path may stop above one, or go on below it. */
function inputProblem(path: readonly string[], inputs: readonly string[]): NameProblem | undefined {
  const text = path.join('.')
  if (inputs.some((id) => id === text || id.startsWith(`${text}.`) || text.startsWith(`${id}.`))) return undefined
  return { message: `The flow has no input \`${text}\`.`, hint: didYouMean(text, inputs) ?? listOf('input', inputs) }
}

function listOf(what: string, known: readonly string[]): string | undefined {
  return known.length === 0 || known.length > 10
    ? undefined
    : `It has the ${what}${known.length === 1 ? '' : 's'} ${known.join(', ')}.`
}
