// The names that the expressions of a flow may use: its inputs, variables and tasks.

import { isJsonObject, type JsonObject } from '@millrace/model'
import type { TaskPlace } from '../task-tree.ts'
import { didYouMean } from './finding.ts'

export interface FlowNames {
  readonly inputs: readonly string[]
  readonly variables: readonly string[]
  readonly tasks: readonly string[]
}

export interface NameProblem {
  readonly message: string
  readonly hint?: string | undefined
}

/** The names of a flow in normal form. */
export function flowNames(document: JsonObject, places: readonly TaskPlace[]): FlowNames {
  const inputs: unknown = document['inputs']
  const variables: unknown = document['variables']
  return {
    inputs: Array.isArray(inputs)
      ? inputs.flatMap((input: unknown) =>
          isJsonObject(input) && typeof input['id'] === 'string' ? [input['id']] : [],
        )
      : [],
    variables: isJsonObject(variables) ? Object.keys(variables) : [],
    tasks: places.flatMap(({ task, control }) => (control === undefined ? idsWithin(task) : idOf(task))),
  }
}

function idOf(task: JsonObject): readonly string[] {
  return typeof task['id'] === 'string' ? [task['id']] : []
}

/** The id of a task, and those of what looks like a task anywhere in it: of a type that is not known, nobody can tell. */
function idsWithin(task: JsonObject): readonly string[] {
  const below = (value: unknown): readonly string[] => {
    if (Array.isArray(value)) return value.flatMap(below)
    if (!isJsonObject(value)) return []
    const own = typeof value['id'] === 'string' && typeof value['type'] === 'string' ? [value['id']] : []
    return [...own, ...Object.values(value).flatMap(below)]
  }
  return below(task)
}

/** What is wrong with a name that an expression reads (`inputs`, `file`); undefined when nothing is, or nobody can tell. */
export function nameProblem(path: readonly string[], names: FlowNames): NameProblem | undefined {
  const [root, name, ...rest] = path
  if (name === undefined) return undefined
  switch (root) {
    case 'inputs':
      return inputProblem([name, ...rest], names.inputs)
    case 'vars':
      return unknown('variable', name, names.variables)
    case 'outputs':
    case 'tasks':
      return unknown('task', name, names.tasks)
    default:
      return undefined
  }
}

function unknown(what: string, name: string, known: readonly string[]): NameProblem | undefined {
  if (known.includes(name)) return undefined
  return { message: `The flow has no ${what} \`${name}\`.`, hint: didYouMean(name, known) ?? listOf(what, known) }
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
