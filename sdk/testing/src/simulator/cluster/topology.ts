// Which machines a cluster has, and what runs on them.

import type { Role } from '@millrace/runtime'
import type { Topology } from '../world/faults.ts'
import type { Random } from '../world/random.ts'
import type { NodePlan } from './node.ts'

const ALL: readonly Role[] = ['executor', 'worker', 'scheduler', 'indexer']
const DECIDING: readonly Role[] = ['executor', 'scheduler', 'indexer']
const WORKING: readonly Role[] = ['worker']

/** One machine where executor and worker talk in memory, else two or more executors. */
export function drawNodes(random: Random, topology: Topology): readonly NodePlan[] {
  const node = (name: string, roles: readonly Role[]): NodePlan => ({
    name,
    roles,
    slots: random.between(1, 6),
    lane: {
      cacheWeight: random.pick([0, 30, 200_000]),
      batchSize: random.pick([1, 3, 256]),
      maxCommits: random.between(1, 3),
    },
  })
  if (topology === 'local') return [node('alone', ALL)]
  if (random.chance(0.3)) return [node('one', ALL), node('two', ALL)]
  return [
    node('executor-1', DECIDING),
    node('executor-2', DECIDING),
    node('worker-1', WORKING),
    node('worker-2', WORKING),
  ]
}
