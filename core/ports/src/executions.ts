// What people ask about executions: pages and totals by separate statements, over the columns written with each commit.

import type { Instant, Label } from '@millrace/model'

export interface ExecutionRow {
  readonly namespace: string
  readonly flowId: string
  readonly flowRevision: number
  readonly state: string
  readonly startedAt: Instant
  readonly endedAt?: Instant
  readonly parentId?: string
  readonly triggerId?: string
  readonly labels: readonly Label[]
}

export interface ExecutionSummary extends ExecutionRow {
  readonly id: string
}

export interface ExecutionFilter {
  /** The namespace itself or, with `prefix`, those below it too. */
  readonly namespace?: { readonly value: string; readonly isPrefix: boolean }
  readonly flowId?: string
  readonly states?: readonly string[]
  readonly labels?: readonly Label[]
  readonly startedFrom?: Instant
  readonly startedBefore?: Instant
  readonly parentId?: string
  readonly triggerId?: string
  /** Part of the execution id, flow id or namespace. */
  readonly text?: string
}

export type ExecutionSort = {
  readonly by: 'startedAt' | 'endedAt' | 'id' | 'state' | 'flowId' | 'namespace'
  readonly direction: 'asc' | 'desc'
}

export interface PageRequest {
  readonly size: number
  /** The page after this one, by key: `Page.next` of the page before. */
  readonly after?: string
  /** Or the page of this number, from 1, as the Kestra API asks. */
  readonly number?: number
}

export interface Page<T> {
  readonly items: readonly T[]
  /** The key of the next page; undefined at the end. */
  readonly next?: string
}

/** Exact unless the time budget ran out: then at least `value`. */
export interface Total {
  readonly value: number
  readonly isExact: boolean
}

export interface ExecutionQueries {
  page(filter: ExecutionFilter, sort: ExecutionSort, page: PageRequest): Promise<Page<ExecutionSummary>>
  /** A statement of its own; never delays a commit. */
  total(filter: ExecutionFilter, options: { readonly budgetMs: number }): Promise<Total>
  /** Removes ended executions with all that belongs to them, at most `limit`, oldest first; gives the ids removed. */
  purge(options: { readonly endedBefore: Instant; readonly limit: number }): Promise<readonly string[]>
  /** Removes one execution with all that belongs to it, whatever its state. False when there was none. */
  remove(id: string): Promise<boolean>
}
