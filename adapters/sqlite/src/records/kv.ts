// Key-value pairs in SQLite. An entry past its expiry is absent, yet its version goes on rising, so that nobody can
// mistake its successor for it.

import type { Json, KvEntry, KvStore } from '@millrace/sdk-adapter'
import type { Access } from '../executions/executions.ts'
import { reading } from '../reading.ts'
import { build } from '../sql/builder.ts'
import { statement } from '../sql/statement.ts'
import type { KvTable } from '../sql/tables.ts'

type KvRow = Omit<KvTable, 'namespace'>

const COLUMNS = ['key', 'value', 'description', 'created_at', 'updated_at', 'expires_at', 'version'] as const

const find = statement((at: { namespace: string; key: string }) =>
  build.selectFrom('kv').select(COLUMNS).where('namespace', '=', at.namespace).where('key', '=', at.key),
)
const list = statement((at: { namespace: string }) =>
  build.selectFrom('kv').select(COLUMNS).where('namespace', '=', at.namespace).orderBy('key'),
)
const remove = statement((at: { namespace: string; key: string }) =>
  build.deleteFrom('kv').where('namespace', '=', at.namespace).where('key', '=', at.key),
)

const put = statement((row: KvTable) =>
  build
    .insertInto('kv')
    .values({
      namespace: row.namespace,
      key: row.key,
      value: row.value,
      description: row.description,
      created_at: row.created_at,
      updated_at: row.updated_at,
      expires_at: row.expires_at,
      version: row.version,
    })
    .onConflict((conflict) =>
      conflict.columns(['namespace', 'key']).doUpdateSet((written) => ({
        value: written.ref('excluded.value'),
        description: written.ref('excluded.description'),
        created_at: written.ref('excluded.created_at'),
        updated_at: written.ref('excluded.updated_at'),
        expires_at: written.ref('excluded.expires_at'),
        version: written.ref('excluded.version'),
      })),
    ),
)

export function openKv({ connection, writer }: Access): KvStore {
  return {
    get: (namespace, key, now) =>
      reading(() => {
        const row = connection.get(find, { namespace, key })
        return row !== undefined && isPresent(row, now) ? entryOf(row) : undefined
      }),
    list: (namespace, now) =>
      reading(() =>
        connection
          .all(list, { namespace })
          .filter((row) => isPresent(row, now))
          .map(entryOf),
      ),
    put: (namespace, entry, expectedVersion) =>
      writer.write((transaction) => {
        const stored = transaction.connection.get(find, { namespace, key: entry.key })
        const current = stored !== undefined && isPresent(stored, entry.now) ? stored : undefined
        if (expectedVersion !== undefined && expectedVersion !== (current?.version ?? 0)) return false
        transaction.connection.run(put, {
          ...rowOf(namespace, entry),
          created_at: current?.created_at ?? entry.now,
          version: (stored?.version ?? 0) + 1,
        })
        return true
      }),
    remove: (namespace, key) =>
      writer.write((transaction) => transaction.connection.run(remove, { namespace, key }) === 1),
  }
}

function isPresent(row: KvRow, now: number): boolean {
  return row.expires_at === null || row.expires_at > now
}

function rowOf(namespace: string, entry: Parameters<KvStore['put']>[1]): Omit<KvTable, 'created_at' | 'version'> {
  return {
    namespace,
    key: entry.key,
    value: JSON.stringify(entry.value),
    description: entry.description ?? null,
    updated_at: entry.now,
    expires_at: entry.expiresAt ?? null,
  }
}

function entryOf(row: KvRow): KvEntry {
  return {
    key: row.key,
    value: JSON.parse(row.value) as Json,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
    ...(row.description === null ? {} : { description: row.description }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  }
}
