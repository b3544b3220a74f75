// The repository as one process sees it: every call takes time, and may fail with or without effect.

import type { Commit, CommitResult, EntityStore, Receipt, Repository } from '@millrace/ports'
import { notSimulated } from './not-simulated.ts'
import { heldBy } from './simulated-queue.ts'
import { openFlows, openLogs, openServices, openSetAside } from './simulated-records.ts'
import type { SimulatedProcess } from '../world/process.ts'
import type { World } from '../world/world.ts'

export function openSimulatedRepository(world: World, process: SimulatedProcess): Repository {
  const { store } = world
  const isJoined = world.faults.plan.topology !== 'separate'
  return {
    capabilities: { joinedQueue: isJoined, isShared: world.faults.plan.topology !== 'local' },
    entities: openEntities(world, process),
    executions: {
      page: () => notSimulated('pages of executions'),
      total: () => notSimulated('totals of executions'),
      purge: () => notSimulated('purging'),
      remove: () => notSimulated('removing executions'),
    },
    flows: openFlows(store, process),
    logs: openLogs(store, process),
    kv: {
      get: () => notSimulated('keys'),
      list: () => notSimulated('keys'),
      put: () => notSimulated('keys'),
      remove: () => notSimulated('keys'),
    },
    services: openServices(store, process),
    setAside: openSetAside(store, process),
    check: () => process.call('check', 'read', () => {}),
    [Symbol.asyncDispose]: async () => {},
  }
}

function openEntities(world: World, process: SimulatedProcess): EntityStore {
  const { entities } = world.store
  return {
    commit: (commit) => process.call(`commits ${describe(commit)}`, 'write', () => applyCommit(world, process, commit)),
    load: (requests) =>
      process.call('loads', 'read', () => requests.map(({ ref, parts }) => entities.load(ref, parts))),
    due: ({ now, limit }) =>
      process.call('due', 'read', () =>
        entities
          .timers()
          .filter((timer) => timer.dueAt <= now)
          .slice(0, limit),
      ),
    nextDueAt: () => process.call('nextDueAt', 'read', () => entities.timers()[0]?.dueAt),
    orphans: ({ alive, limit }) =>
      process.call('orphans', 'read', () => entities.orphans(new Set(alive)).slice(0, limit)),
    setOwner: (marks, owner) =>
      process.call('sets owners', 'write', () => {
        for (const { ref, version } of marks) entities.setOwner(ref, version, owner)
      }),
  }
}

function applyCommit(world: World, process: SimulatedProcess, commit: Commit): CommitResult {
  const { entities, board } = world.store
  const conflicts = entities.conflictsOf(commit.changes)
  const lost = (commit.acknowledge ?? []).filter((receipt: Receipt) => !heldBy(receipt).group.holds(heldBy(receipt)))
  if (lost.length > 0 || conflicts.length > 0) {
    world.log.add(process.id, `conflicts in ${conflicts.length} entities, lost ${lost.length} deliveries`)
    return lost.length > 0 ? { committed: false, conflicts, lost } : { committed: false, conflicts }
  }
  for (const change of commit.changes) entities.apply(change)
  for (const receipt of commit.acknowledge ?? []) heldBy(receipt).group.acknowledge(heldBy(receipt))
  board.publish(commit.publish ?? [], world.timeline.now)
  return { committed: true }
}

function describe({ changes, publish, acknowledge }: Commit): string {
  const written = changes
    .map(
      ({ ref, expectedVersion, owner }) =>
        `${ref.key}@${expectedVersion + 1}${owner === undefined ? '' : ` owner ${owner}`}`,
    )
    .join(' ')
  return `${written} publish ${publish?.length ?? 0} acknowledge ${acknowledge?.length ?? 0}`
}
