// The expressions of simulated flows: few forms, so that the reference can read them without the expression language.

import type { Random } from '../world/random.ts'

/** The task that the input `reads` names. */
export const READ_BY_INPUT = 't1'

/** A task whose outputs an expression may name. */
export interface Readable {
  readonly id: string
  /** The loops around it, outermost first. */
  readonly loops: readonly string[]
  /** A loop is its direct container. */
  readonly isTurn: boolean
}

interface Place {
  readonly loops: readonly string[]
  readonly isTurn: boolean
}

/** What one task reads of another; undefined when there is nothing to read. */
export function readable(random: Random, before: readonly Readable[], place: Place): string | undefined {
  if (!random.chance(0.5)) return undefined
  const path = pathToOne(random, before, place)
  return path === undefined ? undefined : `{{ ${path} ?? 'none' }}`
}

export function condition(random: Random, before: readonly Readable[], place: Place): string {
  const path = random.chance(0.5) ? pathToOne(random, before, place) : undefined
  const operator = random.pick(['==', '!='])
  return path === undefined ? `{{ inputs.flag ${operator} 'on' }}` : `{{ (${path} ?? 'none') ${operator} 'none' }}`
}

/** Reached from here: what stands outside all loops, or in the same turn of the one loop around both. */
function pathToOne(random: Random, before: readonly Readable[], place: Place): string | undefined {
  const reached = before.filter(
    (task) =>
      task.loops.length === 0 || (task.loops.length === 1 && task.isTurn && place.isTurn && place.loops.length === 1),
  )
  const [first, ...rest] = reached
  if (first === undefined) return undefined
  const { id, loops } = random.pick([first, ...rest])
  // Named by an input: what is read cannot be told from the text, and is looked up when the attempt runs.
  if (id === READ_BY_INPUT && random.chance(0.5)) return 'outputs[inputs.reads].value'
  return loops.length === 0 ? `outputs.${id}.value` : `outputs.${id}[taskrun.value].value`
}
