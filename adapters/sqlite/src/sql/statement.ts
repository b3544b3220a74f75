// Statements that are compiled once, at their first use: building one with kysely takes 11–359 µs, running it 1–5.

import type { Compilable } from 'kysely'

export type SqlValue = string | number | null

/** A query that is ready to run. */
export interface Query {
  readonly sql: string
  readonly parameters: readonly SqlValue[]
}

/** A compiled statement that takes `Values` and gives rows of `Row`. */
export interface Statement<Values, Row> {
  readonly sql: () => string
  readonly bind: (values: Values) => SqlValue[]
  /** Types only. */
  readonly row?: Row
}

class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

const slots = new Proxy({}, { get: (_target, name) => new Slot(String(name)) })

/** `make` builds the query from stand-ins for the values that each use gives. */
export function statement<Values extends object, Row>(
  make: (values: Values) => Compilable<Row>,
): Statement<Values, Row> {
  let compiled: Compiled | undefined
  const once = (): Compiled => (compiled ??= compile(make(slots as Values)))
  return {
    sql: () => once().sql,
    bind: (values) => {
      const { names, fixed } = once()
      const bound: SqlValue[] = []
      for (let index = 0; index < names.length; index += 1) {
        const name = names[index]
        const value = name === undefined ? fixed[index] : (values as Record<string, SqlValue | undefined>)[name]
        bound.push(value ?? null)
      }
      return bound
    },
  }
}

interface Compiled {
  readonly sql: string
  /** Of each parameter, the name of the value that stands for it; undefined for those that are written in the query. */
  readonly names: readonly (string | undefined)[]
  readonly fixed: readonly (SqlValue | undefined)[]
}

function compile(compilable: Compilable<unknown>): Compiled {
  const { sql, parameters } = compilable.compile()
  return {
    sql,
    names: parameters.map((parameter) => (parameter instanceof Slot ? parameter.name : undefined)),
    fixed: parameters.map((parameter) => (parameter instanceof Slot ? undefined : (parameter as SqlValue))),
  }
}

/** A query that is built for one use. */
export function queryOf(compilable: Compilable<unknown>): Query {
  const { sql, parameters } = compilable.compile()
  return { sql, parameters: parameters as readonly SqlValue[] }
}

const LARGEST_CHUNK = 64

/**
 * A statement that takes many rows or keys at once. It is compiled for powers of two up to 64, so that any number
 * needs a handful of statements. `make` gets stand-ins for `count` items; each item is bound by `bind`, in order.
 */
export interface BulkStatement<Item> {
  chunks(items: readonly Item[]): Iterable<Query>
}

export function bulkStatement<Item>(
  make: (count: number) => Compilable<unknown>,
  bind: (item: Item) => readonly SqlValue[],
): BulkStatement<Item> {
  const compiled = new Map<number, string>()
  const sqlFor = (count: number): string => {
    const sql = compiled.get(count) ?? make(count).compile().sql
    compiled.set(count, sql)
    return sql
  }
  return {
    *chunks(items) {
      let start = 0
      while (start < items.length) {
        const left = items.length - start
        const count = left >= LARGEST_CHUNK ? LARGEST_CHUNK : 2 ** Math.floor(Math.log2(left))
        yield { sql: sqlFor(count), parameters: items.slice(start, start + count).flatMap(bind) }
        start += count
      }
    },
  }
}

/** Stand-ins for `count` rows with the given columns; the parameters come row by row, in the order of the columns. */
export function standInRows<Row extends object>(columns: readonly (keyof Row & string)[], count: number): Row[] {
  const row = Object.fromEntries(columns.map((column) => [column, 0])) as Row
  return Array.from({ length: count }, () => row)
}
