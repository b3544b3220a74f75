// Random controls that hold no loop values: what is written of each, given the lists of tasks inside it.

import type { Task } from '@millrace/model'
import type { Random } from '../world/random.ts'
import { pauseOf } from './pauses.ts'

/** Makes a list of tasks that stand inside the control. */
export interface Inside {
  /** One after the other. */
  inOrder(length: number): Task[]
  /** Side by side. */
  sideBySide(length: number): Task[]
  /** One after the other, once in each turn. */
  repeated(length: number): Task[]
  condition(): string
}

const FLAGS = ['on', 'off', 'neither']

export function drawSwitch(random: Random, id: string, inside: Inside): Task {
  const cases = FLAGS.filter(() => random.chance(0.5)).map((flag) => [flag, inside.inOrder(random.between(1, 2))])
  return {
    id,
    type: 'core/switch',
    value: '{{ inputs.flag }}',
    cases: Object.fromEntries(cases) as Record<string, never>,
    ...(random.chance(0.7) ? { defaults: inside.inOrder(1) } : {}),
  }
}

/** Each task may wait for any of those before it in the list. */
export function drawDag(random: Random, id: string, inside: Inside): Task {
  const tasks = inside.sideBySide(random.between(2, 5))
  const entries = tasks.map((task, index) => ({
    task,
    dependsOn: tasks.slice(0, index).flatMap((earlier) => (random.chance(0.4) ? [earlier.id] : [])),
  }))
  return {
    id,
    type: 'core/dag',
    concurrent: random.between(0, 3),
    tasks: random.chance(0.5) ? entries : entries.reverse(),
  }
}

export function drawLoopUntil(random: Random, id: string, inside: Inside, place: { readonly isInLoop: boolean }): Task {
  const turns = random.between(1, 4)
  return {
    id,
    type: 'core/loop-until',
    condition:
      !place.isInLoop && random.chance(0.8) ? `{{ outputs.${id}.iterationCount >= ${turns} }}` : inside.condition(),
    checkFrequency: { interval: `PT${random.between(0, 20) / 10}S`, maxIterations: random.between(1, 4) },
    ...(random.chance(0.3) ? { failOnMaxReached: true } : {}),
    tasks: inside.repeated(random.between(1, 2)),
  }
}

export function drawPause(random: Random, id: string, inside: Inside, place: { readonly mayCancel: boolean }): Task {
  const tasks = random.chance(0.5) ? { tasks: inside.inOrder(random.between(1, 2)) } : {}
  return { id, type: 'core/pause', ...pauseOf(random, place), ...tasks }
}

/** Only where nothing runs beside it: what it stops would depend on time. */
export function drawExit(random: Random, id: string): Task {
  return { id, type: 'core/exit', state: random.pick(['SUCCESS', 'WARNING', 'FAILED', 'KILLED', 'CANCELED']) }
}
