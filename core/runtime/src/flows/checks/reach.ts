// Tasks and branches that can never run. Only what is certain, whatever the inputs: what follows an end of the execution
// that has no condition, and branches of a choice on a constant. Warnings: such a flow runs, only not as one may think.

import { isJsonObject, type Json, type JsonObject, type MillraceError } from '@millrace/model'
import type { Catalogue } from '../catalogue.ts'
import type { ParsedFlow } from '../parse-flow.ts'
import type { TaskPlace } from '../task-tree.ts'
import type { Path } from '../yaml/read-yaml.ts'
import { finding } from './finding.ts'
import { textOf } from '../text-of.ts'

/** Findings on every sequence and every choice of a flow. */
export function reachFindings(
  flow: ParsedFlow,
  places: readonly TaskPlace[],
  catalogue: Catalogue,
): readonly MillraceError[] {
  const sequences = places.filter(isInSequence)
  return [
    ...sequences.flatMap((place) => afterEnd(flow, place, sequences, catalogue)),
    ...places.flatMap(choices(flow)),
  ]
}

const SEQUENCES: ReadonlySet<string> = new Set([
  'sequential',
  'if',
  'switch',
  'for-each',
  'loop-until',
  'allow-failure',
  'pause',
])

/** Clean-up (`finally`, `afterExecution`) goes its own way after a failure. */
function isInSequence({ path, parent }: TaskPlace): boolean {
  if (path.includes('finally') || path.includes('afterExecution')) return false
  if (parent === undefined || path.at(-2) === 'errors') return true
  return SEQUENCES.has(parent.control?.kind ?? '') && !/each-parallel$|EachParallel$/.test(textOf(parent.task['type']))
}

/** The task after one that always ends the execution; those behind it go without saying. */
function afterEnd(
  flow: ParsedFlow,
  place: TaskPlace,
  sequences: readonly TaskPlace[],
  catalogue: Catalogue,
): readonly MillraceError[] {
  if (!isEnd(place.task, catalogue)) return []
  const index = place.path.at(-1)
  const next: Path = [...place.path.slice(0, -1), Number(index) + 1]
  const after = sequences.find(({ path }) => path.length === next.length && path.every((part, at) => part === next[at]))
  if (after === undefined) return []
  const message = `The task \`${textOf(after.task['id'])}\` never runs: \`${textOf(place.task['id'])}\` before it always ends the execution.`
  return [warning(flow, after.path, message)]
}

function isEnd(task: JsonObject, catalogue: Catalogue): boolean {
  const isBound = ['runIf', 'condition', 'disabled', 'allowFailure'].some((name) => task[name] !== undefined)
  if (isBound) return false
  const entry = catalogue.entry(textOf(task['type']))
  return entry?.kind === 'control' ? entry.control.kind === 'exit' : entry?.definition.type === 'core/fail'
}

/** Branches of a Switch or an If whose value is written out. */
function choices(flow: ParsedFlow): (place: TaskPlace) => readonly MillraceError[] {
  return ({ task, path, control }) => {
    if (control?.kind === 'switch') return cases(flow, task, path)
    if (control?.kind !== 'if' || !isConstant(task['condition'])) return []
    const isTrue = textOf(task['condition']).trim() === 'true'
    const isFalse = textOf(task['condition']).trim() === 'false'
    const branch = isTrue ? 'else' : isFalse ? 'then' : undefined
    if (branch === undefined || task[branch] === undefined) return []
    return [warning(flow, [...path, branch], `\`${branch}\` never runs: the condition is always ${isTrue}.`, 'key')]
  }
}

function cases(flow: ParsedFlow, task: JsonObject, path: Path): readonly MillraceError[] {
  const { value, cases: branches, defaults } = task
  if (!isConstant(value) || branches === undefined || !isJsonObject(branches)) return []
  const names = Object.keys(branches)
  const dead = names
    .filter((name) => name !== textOf(value))
    .map((name) =>
      warning(
        flow,
        [...path, 'cases', name],
        `The case \`${name}\` never runs: the value is always \`${textOf(value)}\`.`,
        'key',
      ),
    )
  if (defaults === undefined || !names.includes(textOf(value))) return dead
  return [
    ...dead,
    warning(flow, [...path, 'defaults'], `\`defaults\` never runs: the value is always \`${textOf(value)}\`.`, 'key'),
  ]
}

function isConstant(value: Json | undefined): boolean {
  return typeof value === 'boolean' || typeof value === 'number' || (typeof value === 'string' && !value.includes('{'))
}

function warning(flow: ParsedFlow, path: Path, message: string, part: 'key' | 'value' = 'value'): MillraceError {
  return finding(flow, 'MR_FLOW_UNREACHABLE', { path, part }, { message, severity: 'warning' })
}
