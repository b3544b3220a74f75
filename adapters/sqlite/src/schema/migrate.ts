// Brings the schema up to date in one transaction: twice is as good as once, and two openers cannot both do it.

import { createHash } from 'node:crypto'
import { MillraceError } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { databaseError } from '../errors.ts'
import { MIGRATIONS } from './migrations.ts'

/** Rejects with MR_DATABASE_SCHEMA when the schema is newer than this version, or was changed by hand. */
export function migrate({ database }: Connection, now: number, migrations: readonly string[] = MIGRATIONS): void {
  try {
    database.exec('BEGIN IMMEDIATE')
    database.exec(
      'CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL)',
    )
    const applied = database.prepare('SELECT version, checksum FROM schema_versions ORDER BY version').all()
    checkApplied(applied, migrations)
    const record = database.prepare('INSERT INTO schema_versions VALUES (?, ?, ?)')
    for (const [index, sql] of migrations.entries()) {
      if (index < applied.length) continue
      database.exec(sql)
      record.run(index + 1, checksum(sql), now)
    }
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw databaseError(error)
  }
}

function checkApplied(applied: readonly Record<string, unknown>[], migrations: readonly string[]): void {
  if (applied.length > migrations.length) {
    throw new MillraceError(
      'MR_DATABASE_SCHEMA',
      `The schema of the database has version ${applied.length}; this program knows ${migrations.length}.`,
    )
  }
  for (const [index, row] of applied.entries()) {
    const sql = migrations[index]
    if (sql !== undefined && row['version'] === index + 1 && row['checksum'] === checksum(sql)) continue
    throw new MillraceError(
      'MR_DATABASE_SCHEMA',
      `Version ${index + 1} of the schema is not the one that this program knows.`,
    )
  }
}

function checksum(sql: string): string {
  return createHash('sha256').update(sql).digest('hex')
}
