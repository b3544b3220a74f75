// The one way in which entities change: everything is checked first, then everything is applied, in one synchronous
// piece. Nothing in the second half can fail.

import type { Clock, Commit, CommitResult, EntityChange, EntityRef, Receipt } from '@millrace/sdk-adapter'
import { addLogs } from './logs.ts'
import { heldBy } from './queue.ts'
import { entityKey, type EntityRecord, type MemoryStore } from './store.ts'

export function applyCommit(store: MemoryStore, clock: Clock, commit: Commit): CommitResult {
  const now = clock.now()
  const conflicts = findConflicts(store, commit.changes)
  const lost = findLost(store, commit.acknowledge ?? [], now)
  if (lost.length > 0) return { committed: false, conflicts, lost }
  if (conflicts.length > 0) return { committed: false, conflicts }
  for (const change of commit.changes) applyChange(store, change)
  for (const receipt of commit.acknowledge ?? []) store.messages.acknowledge(heldBy(receipt))
  store.messages.publish(commit.publish ?? [], now)
  addLogs(store, commit.logs ?? [], commit.metrics ?? [])
  return { committed: true }
}

function findConflicts(store: MemoryStore, changes: readonly EntityChange[]): readonly EntityRef[] {
  const seen = new Set<string>()
  return changes.flatMap(({ ref, expectedVersion }) => {
    const key = entityKey(ref)
    const isRepeated = seen.has(key)
    seen.add(key)
    const version = store.entities.get(key)?.version ?? 0
    return version !== expectedVersion || isRepeated ? [ref] : []
  })
}

function findLost(store: MemoryStore, receipts: readonly Receipt[], now: number): readonly Receipt[] {
  return receipts.filter((receipt) => !store.messages.isHeld(heldBy(receipt), now))
}

function applyChange(store: MemoryStore, change: EntityChange): void {
  const key = entityKey(change.ref)
  const record = store.entities.get(key) ?? newRecord(change)
  store.entities.set(key, record)
  record.version = change.expectedVersion + 1
  record.body = change.body
  record.isLive = change.isLive
  record.dueAt = change.dueAt
  record.owner = change.owner
  if (change.row !== undefined) record.row = change.row
  for (const part of change.parts) record.parts.set(part.key, part)
  if (change.holds?.remove === 'all') record.holds.clear()
  else for (const part of change.holds?.remove ?? []) record.holds.delete(part)
  for (const hold of change.holds?.add ?? []) record.holds.set(hold.part, hold.holder)
}

function newRecord({ ref, body, isLive }: EntityChange): EntityRecord {
  return {
    ref,
    version: 0,
    body,
    isLive,
    dueAt: undefined,
    owner: undefined,
    row: undefined,
    parts: new Map(),
    holds: new Map(),
  }
}
