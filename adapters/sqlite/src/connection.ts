// One connection to the file: write-ahead log, full durability, and every statement prepared once.

import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { MillraceError } from '@millrace/sdk-adapter'
import { databaseError } from './errors.ts'
import type { Query, SqlValue, Statement } from './sql/statement.ts'

/** How long SQLite itself waits for a lock, blocking the thread; longer waits are made by the writer, without blocking. */
const BUSY_MS = 100
const MOST_PREPARED = 400

export class Connection {
  readonly database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.database = database
  }

  all<Values, Row>(statement: Statement<Values, Row>, values: Values): Row[] {
    return this.#prepare(statement.sql()).all(...statement.bind(values)) as unknown as Row[]
  }

  get<Values, Row>(statement: Statement<Values, Row>, values: Values): Row | undefined {
    return this.#prepare(statement.sql()).get(...statement.bind(values)) as unknown as Row | undefined
  }

  /** How many rows changed. */
  run<Values, Row>(statement: Statement<Values, Row>, values: Values): number {
    return Number(this.#prepare(statement.sql()).run(...statement.bind(values)).changes)
  }

  allOf<Row>(query: Query): Row[] {
    return this.#prepare(query.sql).all(...query.parameters) as unknown as Row[]
  }

  runOf(query: Query): number {
    return Number(this.#prepare(query.sql).run(...query.parameters).changes)
  }

  /** What the connection says of its durability: the journal's mode, and 2 where each commit is synced. */
  durability(): { readonly journal: SqlValue | undefined; readonly synchronous: SqlValue | undefined } {
    return { journal: pragma(this.database, 'journal_mode'), synchronous: pragma(this.database, 'synchronous') }
  }

  /** Statements without parameters and results: BEGIN, COMMIT and the like. */
  do(sql: string): void {
    this.#prepare(sql).run()
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql)
    if (known !== undefined) return known
    if (this.#prepared.size >= MOST_PREPARED) this.#prepared.clear()
    const prepared = this.database.prepare(sql)
    this.#prepared.set(sql, prepared)
    return prepared
  }
}

/** Opens the file. Rejects with MR_DATABASE_UNAVAILABLE when that, or full durability, cannot be had. */
export function openConnection(file: string): Connection {
  try {
    const database = new DatabaseSync(file, { timeout: BUSY_MS })
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000',
    )
    const connection = new Connection(database)
    const { journal, synchronous } = connection.durability()
    if (journal !== 'wal' || synchronous !== 2) {
      throw new MillraceError(
        'MR_DATABASE_UNAVAILABLE',
        `${file} gives no full durability (journal ${journal}, synchronous ${synchronous}).`,
      )
    }
    return connection
  } catch (error) {
    throw databaseError(error)
  }
}

function pragma(database: DatabaseSync, name: string): SqlValue | undefined {
  const row: Record<string, unknown> | undefined = database.prepare(`PRAGMA ${name}`).get()
  return row?.[name] as SqlValue | undefined
}
