// Entities in memory: found by filtering all of them, which is what keeps this adapter obvious.

import type { Clock, DueTimer, EntityStore, Orphan, Part, PartSelection, StoredEntity } from '@millrace/sdk-adapter'
import { applyCommit } from './commit.ts'
import { entityKey, type EntityRecord, type MemoryStore } from './store.ts'

export function openEntities(store: MemoryStore, clock: Clock): EntityStore {
  return {
    commit: async (commit) => applyCommit(store, clock, commit),
    load: async (requests) =>
      requests.map(({ ref, parts }) => {
        const record = store.entities.get(entityKey(ref))
        return record === undefined ? undefined : stored(record, parts)
      }),
    due: async ({ now, limit }) =>
      timers(store)
        .filter((timer) => timer.dueAt <= now)
        .slice(0, limit),
    nextDueAt: async () => timers(store)[0]?.dueAt,
    orphans: async ({ alive, limit }) => orphans(store, new Set(alive)).slice(0, limit),
    setOwner: async (entities, owner) => {
      for (const { ref, version } of entities) {
        const record = store.entities.get(entityKey(ref))
        if (record?.version === version) record.owner = owner
      }
    },
  }
}

function stored(record: EntityRecord, selection: PartSelection): StoredEntity {
  const { ref, version, body, owner } = record
  const entity = { ref, version, body, parts: selected(record, selection) }
  return owner === undefined ? entity : { ...entity, owner }
}

function selected({ parts }: EntityRecord, selection: PartSelection): readonly Part[] {
  if (selection === 'none') return []
  if (selection === 'all') return [...parts.values()]
  if (selection === 'live') return [...parts.values()].filter((part) => part.isLive)
  return selection.map((key) => parts.get(key)).filter((part) => part !== undefined)
}

function timers(store: MemoryStore): readonly DueTimer[] {
  const all: DueTimer[] = []
  for (const { ref, dueAt, parts } of store.entities.values()) {
    if (dueAt !== undefined) all.push({ ref, dueAt })
    for (const part of parts.values()) {
      if (part.dueAt !== undefined) all.push({ ref, part: part.key, dueAt: part.dueAt })
    }
  }
  return all.toSorted((left, right) => left.dueAt - right.dueAt)
}

function orphans(store: MemoryStore, alive: ReadonlySet<string>): readonly Orphan[] {
  const all: Orphan[] = []
  for (const { ref, owner, holds } of store.entities.values()) {
    if (owner !== undefined && !alive.has(owner)) all.push({ ref, gone: owner, parts: [] })
    const held = Map.groupBy(holds, ([, holder]) => holder)
    for (const [gone, entries] of held) {
      if (!alive.has(gone)) all.push({ ref, gone, parts: entries.map(([part]) => part) })
    }
  }
  return all
}
