// How the attempts of a random task go, and what the flow says about that.

import type { Random } from '../world/random.ts'
import { retryOf } from './retries.ts'
import type { SimulatedTask } from './simulated-task.ts'

type Outcome = Pick<SimulatedTask, 'fails' | 'hangs' | 'hangsForever' | 'ending' | 'durationMs' | 'failsInTurn'>

export function drawOutcome(random: Random, isTurn: boolean): Outcome & Pick<SimulatedTask, 'retry' | 'timeout'> {
  const kind = random.pick(['ends', 'ends', 'ends', 'ends', 'ends', 'ends', 'fails', 'fails', 'hangs'])
  const outcome: Outcome = {
    fails: kind === 'ends' ? 0 : random.between(1, 3),
    hangs: kind === 'hangs',
    hangsForever: kind === 'ends' && random.chance(0.01),
    ending: random.chance(0.07) ? 'WARNING' : 'SUCCESS',
    durationMs: drawDuration(random, kind === 'hangs'),
    failsInTurn: isTurn && random.chance(0.1) ? random.pick(['a', 'b', 'c']) : '',
  }
  return { ...outcome, ...drawRetry(random, outcome), ...drawTimeout(random, outcome) }
}

/** Most tasks answer at once. One with a short time-out must end within it, once it does not hang. */
function drawDuration(random: Random, isShort: boolean): number {
  if (random.chance(0.6)) return 0
  return random.between(1, !isShort && random.chance(0.2) ? 8_000 : 400)
}

function drawRetry(random: Random, { fails }: Outcome): Pick<SimulatedTask, 'retry'> {
  return random.chance(fails > 0 ? 0.6 : 0.2) ? { retry: retryOf(random) } : {}
}

function drawTimeout(random: Random, { hangs, hangsForever }: Outcome): Pick<SimulatedTask, 'timeout'> {
  if (hangs) return { timeout: `PT${random.between(1, 4)}S` }
  return !hangsForever && random.chance(0.1) ? { timeout: 'PT30S' } : {}
}
