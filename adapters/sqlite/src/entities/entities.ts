// EntityStore over SQLite.

import type { EntityRef, EntityStore, PartSelection, StoredEntity } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { reading } from '../reading.ts'
import { build } from '../sql/builder.ts'
import { statement } from '../sql/statement.ts'
import type { Writer } from '../writer.ts'
import { applyCommit } from './commit.ts'
import { findOrphans } from './orphans.ts'
import { loadParts } from './parts.ts'
import { dueTimers, nextDueAt } from './timers.ts'

const findExecution = statement((at: { key: string }) =>
  build.selectFrom('executions').select(['version', 'body', 'owner']).where('id', '=', at.key),
)
const findEntity = statement((at: EntityRef) =>
  build
    .selectFrom('entities')
    .select(['version', 'body', 'owner'])
    .where('kind', '=', at.kind)
    .where('key', '=', at.key),
)

interface Ownership {
  kind: string
  key: string
  version: number
  owner: string | null
}

const ownExecution = statement((to: Ownership) =>
  build.updateTable('executions').set({ owner: to.owner }).where('id', '=', to.key).where('version', '=', to.version),
)
const ownEntity = statement((to: Ownership) =>
  build
    .updateTable('entities')
    .set({ owner: to.owner })
    .where('kind', '=', to.kind)
    .where('key', '=', to.key)
    .where('version', '=', to.version),
)

export function openEntities(connection: Connection, writer: Writer): EntityStore {
  return {
    commit: (commit) => writer.write((transaction) => applyCommit(transaction, commit)),
    load: (requests) => reading(() => requests.map(({ ref, parts }) => load(connection, ref, parts))),
    due: (options) => reading(() => dueTimers(connection, options)),
    nextDueAt: () => reading(() => nextDueAt(connection)),
    orphans: (options) => reading(() => findOrphans(connection, options)),
    setOwner: (entities, owner) =>
      writer.write((transaction) => {
        for (const { ref, version } of entities) {
          transaction.connection.run(ref.kind === 'execution' ? ownExecution : ownEntity, {
            ...ref,
            version,
            owner: owner ?? null,
          })
        }
      }, owner !== undefined),
  }
}

function load(connection: Connection, ref: EntityRef, selection: PartSelection): StoredEntity | undefined {
  const row = ref.kind === 'execution' ? connection.get(findExecution, ref) : connection.get(findEntity, ref)
  if (row === undefined) return undefined
  const { version, body, owner } = row
  const entity = { ref, version, body, parts: loadParts(connection, ref, selection) }
  return owner === null ? entity : { ...entity, owner }
}
