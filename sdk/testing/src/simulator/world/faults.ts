// Which faults a seed has, and how likely each is: drawn once, many of them absent, so that seeds differ in kind.

import type { Random } from './random.ts'

/** How executors, workers, queue and repository stand to each other. */
export const TOPOLOGIES = ['local', 'joined', 'separate'] as const
export type Topology = (typeof TOPOLOGIES)[number]

export interface FaultPlan {
  readonly topology: Topology
  /** Of each call of a port: the process dies before, or after it took effect. */
  readonly crash: number
  /** Of each call of the repository and each publish: it fails without effect. */
  readonly unavailable: number
  /** Of each such call: it takes effect and fails. */
  readonly unknownOutcome: number
  /** Of each call: it takes up to `slowMs`. */
  readonly slow: number
  readonly slowMs: number
  /** Of each message: it comes late by up to `delayMs`, and so after others. */
  readonly delay: number
  readonly delayMs: number
  /** Of each message: it comes twice. */
  readonly duplicate: number
  /** Of each broadcast and listener: never heard. */
  readonly broadcastLoss: number
  /** Whether messages of a key go to one handler at a time. */
  readonly leasesKeys: boolean
  /** How long a dead or paused consumer keeps its messages. */
  readonly leaseMs: number
  /** How often, in the first phase: messages pass to others while their handlers run. */
  readonly rebalances: number
  /** How often a process stands still for a while, and for how long at most. */
  readonly pauses: number
  readonly pauseMs: number
  /** How often the clock of a process jumps. */
  readonly clockJumps: number
  readonly clockJumpMs: number
  /** How often a process is stopped in good order and started again. */
  readonly restarts: number
  readonly kills: number
  /** How often somebody resumes what is paused. */
  readonly resumes: number
  /** How often somebody restarts what has ended. */
  readonly reopenings: number
  /** How long the first phase lasts. */
  readonly stormMs: number
}

/** Everything that a seed has no faults of. */
const CALM = {
  crash: 0,
  unavailable: 0,
  unknownOutcome: 0,
  slow: 0,
  slowMs: 0,
  delay: 0,
  delayMs: 0,
  duplicate: 0,
  broadcastLoss: 0,
  rebalances: 0,
  pauses: 0,
  pauseMs: 0,
  clockJumps: 0,
  clockJumpMs: 0,
  restarts: 0,
  kills: 0,
  resumes: 0,
  reopenings: 0,
} as const

export function drawFaults(random: Random): FaultPlan {
  const topology = random.pick(TOPOLOGIES)
  const base = {
    ...CALM,
    topology,
    leasesKeys: true,
    leaseMs: random.between(500, 8_000),
    stormMs: random.between(1_000, 20_000),
  }
  if (random.chance(0.1)) return base
  const sometimes = (share: number, draw: () => number): number => (random.chance(share) ? draw() : 0)
  return {
    ...base,
    crash: sometimes(0.6, () => random.pick([0.002, 0.01, 0.04])),
    unavailable: sometimes(0.4, () => random.pick([0.01, 0.05, 0.3])),
    unknownOutcome: sometimes(0.4, () => random.pick([0.01, 0.05, 0.3])),
    slow: sometimes(0.5, () => random.pick([0.05, 0.5])),
    slowMs: random.pick([20, 500, 5_000]),
    delay: sometimes(0.5, () => random.pick([0.05, 0.5])),
    delayMs: random.pick([50, 1_000, 10_000]),
    duplicate: sometimes(0.5, () => random.pick([0.05, 0.5])),
    broadcastLoss: sometimes(0.4, () => random.pick([0.1, 0.5, 1])),
    leasesKeys: random.chance(0.6),
    rebalances: sometimes(0.4, () => random.between(1, 8)),
    pauses: sometimes(0.3, () => random.between(1, 4)),
    pauseMs: random.pick([300, 5_000, 30_000]),
    clockJumps: sometimes(0.25, () => random.between(1, 3)),
    clockJumpMs: random.pick([50, 5_000, 60_000]),
    restarts: sometimes(0.3, () => random.between(1, 3)),
    kills: sometimes(0.35, () => random.between(1, 3)),
    resumes: sometimes(0.5, () => random.between(1, 12)),
    reopenings: sometimes(0.4, () => random.between(1, 12)),
  }
}

/**
 * Whether an attempt has no cause to run twice. Where queue and repository are apart and keys are not leased, an executor
 * that meets the unsent mark of another sends once more.
 */
export function runsOnce(plan: FaultPlan): boolean {
  const { crash, unavailable, unknownOutcome, duplicate, rebalances, pauses, clockJumps, restarts, slow } = plan
  const faults = [crash, unavailable, unknownOutcome, duplicate, rebalances, pauses, clockJumps, restarts, slow]
  return faults.every((amount) => amount === 0) && (plan.topology !== 'separate' || plan.leasesKeys)
}
