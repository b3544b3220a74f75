// One process at a time on a database. The operating system holds the lock and drops it with the process, so that no
// stale lock exists: each opener keeps a read lock on a small file beside the database that names its process, and
// naming another process there needs the write lock, which no one gets while a reader is left.

import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { MillraceError } from '@millrace/sdk-adapter'
import { databaseError, resultCode, SQLITE_BUSY } from './errors.ts'

export interface ProcessLock extends Disposable {
  /** Whether this process took the database over, rather than joined other openers of its own. */
  readonly isFirst: boolean
}

/** Rejects with MR_DATABASE_IN_USE while another process has the database open. */
export function lockForProcess(file: string): ProcessLock {
  const database = openLockFile(`${file}.lock`)
  try {
    const isFirst = takeOver(database)
    return { isFirst, [Symbol.dispose]: () => database.close() }
  } catch (error) {
    database.close()
    if (resultCode(error) === SQLITE_BUSY) throw inUse(file)
    throw databaseError(error)
  }
}

function openLockFile(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 50 })
  } catch (error) {
    throw databaseError(error)
  }
}

function takeOver(database: DatabaseSync): boolean {
  const process = processName()
  if (holdRead(database) === process) return false
  database.exec('ROLLBACK')
  try {
    nameHolder(database, process)
  } catch (error) {
    // Another thread of this process may have been faster.
    if (database.isTransaction) database.exec('ROLLBACK')
    if (holdRead(database) === process) return false
    throw error
  }
  if (holdRead(database) === process) return true
  throw new MillraceError('MR_DATABASE_IN_USE', 'Another process opened the database at the same moment.')
}

function nameHolder(database: DatabaseSync, process: string): void {
  database.exec('BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS holder (process TEXT NOT NULL); DELETE FROM holder')
  database.prepare('INSERT INTO holder VALUES (?)').run(process)
  database.exec('COMMIT')
}

// The read lock lasts until the transaction ends, which is when the file is closed.
function holdRead(database: DatabaseSync): string | undefined {
  database.exec('BEGIN')
  const tables = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'holder'`).all()
  if (tables.length === 0) return undefined
  const row: { readonly process?: unknown } | undefined = database.prepare('SELECT process FROM holder').get()
  return typeof row?.process === 'string' ? row.process : undefined
}

// A process number alone may be used again, or be the same in two containers.
function processName(): string {
  return `${hostname()}:${process.pid}:${processStart()}`
}

function processStart(): string {
  if (process.platform !== 'linux') return String(Math.round((Date.now() - process.uptime() * 1000) / 2000))
  const stat = readFileSync('/proc/self/stat', 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

function inUse(file: string): MillraceError {
  return new MillraceError('MR_DATABASE_IN_USE', `Another process uses ${file}.`, {
    hint: 'Stop the other process, or give this one a data folder of its own.',
  })
}
