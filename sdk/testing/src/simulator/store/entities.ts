// The durable half of the simulated repository: entities, changed by compare-and-set, all of a commit or nothing.

import type { DueTimer, EntityChange, EntityRef, Orphan, Part, PartSelection, StoredEntity } from '@millrace/ports'

export interface EntityRecord {
  readonly ref: EntityRef
  version: number
  body: string
  isLive: boolean
  dueAt: number | undefined
  owner: string | undefined
  readonly parts: Map<string, Part>
  readonly holds: Map<string, string>
}

export type ChangeListener = (record: EntityRecord, change: EntityChange) => void

export class EntityTable {
  readonly records = new Map<string, EntityRecord>()
  /** Is told of each write, when it is done. */
  onChanged: ChangeListener = () => {}

  conflictsOf(changes: readonly EntityChange[]): readonly EntityRef[] {
    const seen = new Set<string>()
    return changes.flatMap(({ ref, expectedVersion }) => {
      const key = keyOf(ref)
      const isRepeated = seen.has(key)
      seen.add(key)
      return isRepeated || (this.records.get(key)?.version ?? 0) !== expectedVersion ? [ref] : []
    })
  }

  apply(change: EntityChange): void {
    const key = keyOf(change.ref)
    const record = this.records.get(key) ?? newRecord(change)
    this.records.set(key, record)
    record.version = change.expectedVersion + 1
    record.body = change.body
    record.isLive = change.isLive
    record.dueAt = change.dueAt
    record.owner = change.owner
    for (const part of change.parts) record.parts.set(part.key, part)
    if (change.holds?.remove === 'all') record.holds.clear()
    else for (const part of change.holds?.remove ?? []) record.holds.delete(part)
    for (const hold of change.holds?.add ?? []) record.holds.set(hold.part, hold.holder)
    this.onChanged(record, change)
  }

  load(ref: EntityRef, parts: PartSelection): StoredEntity | undefined {
    const record = this.records.get(keyOf(ref))
    if (record === undefined) return undefined
    const { version, body, owner } = record
    const stored = { ref: record.ref, version, body, parts: selected(record, parts) }
    return owner === undefined ? stored : { ...stored, owner }
  }

  timers(): readonly DueTimer[] {
    const all: DueTimer[] = []
    for (const { ref, dueAt, parts } of this.records.values()) {
      if (dueAt !== undefined) all.push({ ref, dueAt })
      for (const part of parts.values())
        if (part.dueAt !== undefined) all.push({ ref, part: part.key, dueAt: part.dueAt })
    }
    return all.sort((left, right) => left.dueAt - right.dueAt)
  }

  orphans(alive: ReadonlySet<string>): readonly Orphan[] {
    const all: Orphan[] = []
    for (const { ref, owner, holds } of this.records.values()) {
      if (owner !== undefined && !alive.has(owner)) all.push({ ref, gone: owner, parts: [] })
      const held = Map.groupBy(holds, ([, holder]) => holder)
      for (const [gone, entries] of held)
        if (!alive.has(gone)) all.push({ ref, gone, parts: entries.map(([part]) => part) })
    }
    return all
  }

  setOwner(ref: EntityRef, version: number, owner: string | undefined): void {
    const record = this.records.get(keyOf(ref))
    if (record?.version === version) record.owner = owner
  }
}

function keyOf({ kind, key }: EntityRef): string {
  return `${kind}:${key}`
}

function newRecord({ ref, body, isLive }: EntityChange): EntityRecord {
  return { ref, version: 0, body, isLive, dueAt: undefined, owner: undefined, parts: new Map(), holds: new Map() }
}

function selected({ parts }: EntityRecord, selection: PartSelection): readonly Part[] {
  if (selection === 'none') return []
  if (selection === 'all') return [...parts.values()]
  if (selection === 'live') return [...parts.values()].filter((part) => part.isLive)
  return selection.map((key) => parts.get(key)).filter((part) => part !== undefined)
}
