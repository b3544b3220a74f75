// Rows in a database file, counted by another connection that only reads.

import { DatabaseSync } from 'node:sqlite'

/** Kept beside what they count, a handful however many executions there are. */
const NOT_COUNTED = new Set(['execution_counts', 'sqlite_sequence'])

export interface RowCounter extends Disposable {
  /** Rows of all tables but the counters. */
  count(): number
  /** Bytes of the longest body of an execution. */
  longestBody(): number
  /** Statements that make the table of executions and its indexes. */
  executionsSchema(): readonly string[]
}

export function openRowCounter(file: string): RowCounter {
  const database = new DatabaseSync(file, { readOnly: true })
  const schema = (condition: string): readonly Record<string, unknown>[] =>
    database.prepare(`SELECT name, sql FROM sqlite_schema WHERE ${condition}`).all()
  const numberOf = (sql: string): number => Number(database.prepare(sql).get()?.['value'])
  return {
    count: () =>
      schema(`type = 'table'`)
        .map(({ name }) => String(name))
        .filter((name) => !NOT_COUNTED.has(name))
        .reduce((sum, name) => sum + numberOf(`SELECT COUNT(*) AS value FROM "${name}"`), 0),
    longestBody: () => numberOf('SELECT MAX(LENGTH(body)) AS value FROM executions'),
    executionsSchema: () => schema(`tbl_name = 'executions' AND sql IS NOT NULL`).map(({ sql }) => String(sql)),
    [Symbol.dispose]: () => database.close(),
  }
}
