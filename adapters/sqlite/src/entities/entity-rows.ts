// Rows of entities other than executions, and what both kinds of rows have in common.

import type { EntityChange, EntityRef } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { build } from '../sql/builder.ts'
import { statement } from '../sql/statement.ts'

interface EntityValues {
  kind: string
  key: string
  version: number
  expectedVersion: number
  body: string
  isLive: number
  dueAt: number | null
  owner: string | null
}

const insert = statement((to: EntityValues) =>
  build
    .insertInto('entities')
    .values({
      kind: to.kind,
      key: to.key,
      version: to.version,
      body: to.body,
      is_live: to.isLive,
      due_at: to.dueAt,
      owner: to.owner,
    })
    .onConflict((conflict) => conflict.doNothing()),
)

const update = statement((to: EntityValues) =>
  build
    .updateTable('entities')
    .set({ version: to.version, body: to.body, is_live: to.isLive, due_at: to.dueAt, owner: to.owner })
    .where('kind', '=', to.kind)
    .where('key', '=', to.key)
    .where('version', '=', to.expectedVersion),
)

const executionVersion = statement((at: { key: string }) =>
  build.selectFrom('executions').select('version').where('id', '=', at.key),
)

const entityVersion = statement((at: { kind: string; key: string }) =>
  build.selectFrom('entities').select('version').where('kind', '=', at.kind).where('key', '=', at.key),
)

/** Writes the entity; false when its version is not the expected one. */
export function changeEntity(connection: Connection, change: EntityChange): boolean {
  const values = {
    ...valuesOf(change),
    kind: change.ref.kind,
    key: change.ref.key,
    version: change.expectedVersion + 1,
  }
  return (change.expectedVersion === 0 ? connection.run(insert, values) : connection.run(update, values)) === 1
}

function valuesOf({ body, isLive, dueAt, owner, expectedVersion }: EntityChange) {
  return { body, isLive: isLive ? 1 : 0, dueAt: dueAt ?? null, owner: owner ?? null, expectedVersion }
}

/** Version 0 stands for an entity that does not exist. */
export function isAtVersion(connection: Connection, { kind, key }: EntityRef, version: number): boolean {
  const row =
    kind === 'execution' ? connection.get(executionVersion, { key }) : connection.get(entityVersion, { kind, key })
  return (row?.version ?? 0) === version
}
