// What the main thread asks of the reading thread.

import type { Query, SqlValue } from '../sql/statement.ts'

/** Rows of a query. */
interface RowsRequest extends Query {
  readonly kind: 'rows'
}

/**
 * Counts in windows of a column that an index holds, so that it can end when the budget does. `window` takes two more
 * parameters, the bounds of the window: from, and before.
 */
export interface CountRequest {
  readonly kind: 'count'
  /** One row, `first` and `last`: the range of the column; nulls when there is nothing. */
  readonly range: Query
  /** One row, `count`. */
  readonly window: Query
  readonly budgetMs: number
}

/**
 * Counts along a list of keys, a piece at a time. `piece` takes the last key seen, '' at first, as its parameter number
 * `keyAt` and gives one row, `last` and `count`; `last` is null at the end.
 */
export interface CountKeysRequest {
  readonly kind: 'count-keys'
  readonly piece: Query
  readonly keyAt: number
  readonly budgetMs: number
}

export type ReadRequest = RowsRequest | CountRequest | CountKeysRequest

export type ReadAnswer =
  | { readonly id: number; readonly rows: readonly Record<string, SqlValue>[] }
  | { readonly id: number; readonly count: number; readonly isExact: boolean }
  | { readonly id: number; readonly failure: { readonly message: string; readonly errcode?: number } }
