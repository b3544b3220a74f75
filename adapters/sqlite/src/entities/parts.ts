// Parts of entities, and who holds their attempts.

import type { EntityChange, EntityRef, Hold, Part, PartSelection } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { build } from '../sql/builder.ts'
import { bulkStatement, standInRows, statement, type Query } from '../sql/statement.ts'
import type { HoldsTable, PartsTable } from '../sql/tables.ts'

interface OwnedPart {
  readonly ref: EntityRef
  readonly part: Part
}

interface OwnedHold {
  readonly ref: EntityRef
  readonly hold: Hold
}

const upsertParts = bulkStatement<OwnedPart>(
  (count) =>
    build
      .insertInto('parts')
      .values(standInRows<PartsTable>(['entity_kind', 'entity_key', 'part_key', 'body', 'is_live', 'due_at'], count))
      .onConflict((conflict) =>
        conflict.columns(['entity_kind', 'entity_key', 'part_key']).doUpdateSet((row) => ({
          body: row.ref('excluded.body'),
          is_live: row.ref('excluded.is_live'),
          due_at: row.ref('excluded.due_at'),
        })),
      ),
  ({ ref, part }) => [ref.kind, ref.key, part.key, part.body, part.isLive ? 1 : 0, part.dueAt ?? null],
)

const upsertHolds = bulkStatement<OwnedHold>(
  (count) =>
    build
      .insertInto('holds')
      .values(standInRows<HoldsTable>(['entity_kind', 'entity_key', 'part', 'holder'], count))
      .onConflict((conflict) =>
        conflict
          .columns(['entity_kind', 'entity_key', 'part'])
          .doUpdateSet((row) => ({ holder: row.ref('excluded.holder') })),
      ),
  ({ ref, hold }) => [ref.kind, ref.key, hold.part, hold.holder],
)

const removeHold = statement((at: { kind: string; key: string; part: string }) =>
  build
    .deleteFrom('holds')
    .where('entity_kind', '=', at.kind)
    .where('entity_key', '=', at.key)
    .where('part', '=', at.part),
)

const removeHolds = statement((at: { kind: string; key: string }) =>
  build.deleteFrom('holds').where('entity_kind', '=', at.kind).where('entity_key', '=', at.key),
)

const partsOf = (at: { kind: string; key: string }) =>
  build
    .selectFrom('parts')
    .select(['part_key', 'body', 'is_live', 'due_at'])
    .where('entity_kind', '=', at.kind)
    .where('entity_key', '=', at.key)

const allParts = statement((at: { kind: string; key: string }) => partsOf(at))
// The condition must be text, not a parameter: only so does SQLite see that the partial index serves.
const liveParts = statement((at: { kind: string; key: string }) =>
  partsOf(at).where((row) => row('is_live', '=', row.lit(1))),
)
const namedPart = statement((at: { kind: string; key: string; part: string }) =>
  partsOf(at).where('part_key', '=', at.part),
)

export function writeParts(connection: Connection, { ref, parts }: EntityChange): void {
  runAll(connection, upsertParts.chunks(parts.map((part) => ({ ref, part }))))
}

export function writeHolds(connection: Connection, { ref, holds }: EntityChange): void {
  if (holds?.remove === 'all') connection.run(removeHolds, ref)
  else for (const part of holds?.remove ?? []) connection.run(removeHold, { ...ref, part })
  runAll(connection, upsertHolds.chunks((holds?.add ?? []).map((hold) => ({ ref, hold }))))
}

function runAll(connection: Connection, queries: Iterable<Query>): void {
  for (const query of queries) connection.runOf(query)
}

export function loadParts(connection: Connection, ref: EntityRef, selection: PartSelection): readonly Part[] {
  if (selection === 'none') return []
  if (selection === 'all') return connection.all(allParts, ref).map(partOf)
  if (selection === 'live') return connection.all(liveParts, ref).map(partOf)
  return selection.flatMap((part) => connection.all(namedPart, { ...ref, part }).map(partOf))
}

function partOf(row: Pick<PartsTable, 'part_key' | 'body' | 'is_live' | 'due_at'>): Part {
  const part = { key: row.part_key, body: row.body, isLive: row.is_live === 1 }
  return row.due_at === null ? part : { ...part, dueAt: row.due_at }
}
