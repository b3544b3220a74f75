// Takes over what dead services owed or held. An entity that somebody else takes over meanwhile is left to them.

import type { Clock, Metrics, Orphan, Repository } from '@millrace/ports'
import { keyOfRef } from '../executor/entity.ts'
import { attemptOfHold } from '../executor/execution-turn.ts'
import type { Lane } from '../executor/lane.ts'
import type { LaneCommand } from '../executor/subject.ts'
import type { Log } from '../log.ts'
import type { BackOff } from '../timers/back-off.ts'

export interface RecoverDeps {
  readonly repository: Repository
  readonly lane: Pick<Lane, 'submit'>
  readonly clock: Clock
  readonly metrics: Metrics
  readonly log: Log
  readonly alive: readonly string[]
  readonly backOff: BackOff
  readonly batchSize: number
  isStopped(): boolean
}

export async function recoverOrphans(deps: RecoverDeps): Promise<void> {
  const { repository, backOff, metrics, log } = deps
  let recovered = 0
  while (!deps.isStopped()) {
    const limit = deps.batchSize + backOff.size
    const orphans = await repository.entities.orphans({ alive: deps.alive, limit })
    const fresh = orphans.filter((orphan) => !backOff.isResting(keyOf(orphan)))
    if (fresh.length === 0) break
    const done = await Promise.all(fresh.map((orphan) => recoverOne(deps, orphan)))
    const worked = done.filter(Boolean).length
    recovered += worked
    // Others are at the same work: the next sweep sees what they left.
    if (worked === 0 || orphans.length < limit) break
  }
  if (recovered === 0) return
  metrics.count('millrace_entities_recovered_total', recovered)
  log.info({ entities: recovered }, 'What dead services left was taken over.')
}

/** Whether the orphan needs nothing more. */
async function recoverOne(deps: RecoverDeps, orphan: Orphan): Promise<boolean> {
  const outcomes = await Promise.all(
    commandsFor(orphan).map((command) => deps.lane.submit(orphan.ref, command, { patience: 1 })),
  )
  const hasWorked = outcomes.every(({ kind }) => kind === 'changed' || kind === 'unchanged')
  if (hasWorked) deps.backOff.worked(keyOf(orphan))
  else deps.backOff.failed(keyOf(orphan))
  return hasWorked
}

/** An owner owed all that is outstanding; a holder had the attempts that are named. */
function commandsFor({ parts, gone }: Orphan): readonly LaneCommand[] {
  if (parts.length === 0) return [{ kind: 'recover' }]
  return parts.flatMap((part) => {
    const held = attemptOfHold(part)
    return held === undefined ? [] : [{ kind: 'attempt-lost', ...held, worker: gone }]
  })
}

function keyOf({ ref, gone }: Orphan): string {
  return `${keyOfRef(ref)}/${gone}`
}
