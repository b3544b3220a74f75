// The reading thread: a read-only connection for counts and lists that may take long.

import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { CountKeysRequest, CountRequest, ReadAnswer, ReadRequest } from './requests.ts'
import type { Query } from '../sql/statement.ts'

const { file } = workerData as { readonly file: string }
const database = new DatabaseSync(file, { readOnly: true, timeout: 1000 })

parentPort?.on('message', ({ id, request }: { readonly id: number; readonly request: ReadRequest }) => {
  parentPort?.postMessage(answer(id, request))
})

function answer(id: number, request: ReadRequest): ReadAnswer {
  try {
    if (request.kind === 'rows') return { id, rows: rowsOf(request) as never }
    return { id, ...(request.kind === 'count' ? count(request) : countKeys(request)) }
  } catch (error) {
    return { id, failure: failureOf(error) }
  }
}

function rowsOf({ sql, parameters }: Query): readonly Record<string, unknown>[] {
  return database.prepare(sql).all(...parameters)
}

/** Windows that took less than this are doubled, those that took four times as long halved. */
const SHORT_MS = 5

interface Counted {
  readonly count: number
  readonly isExact: boolean
}

function count({ range, window, budgetMs }: CountRequest): Counted {
  const endsAt = performance.now() + budgetMs
  const [bounds] = rowsOf(range)
  if (typeof bounds?.['first'] !== 'number' || typeof bounds['last'] !== 'number') return { count: 0, isExact: true }
  const counting = database.prepare(window.sql)
  const end = bounds['last'] + 1
  let from = bounds['first']
  let width = Math.max(1, Math.ceil((end - from) / 64))
  let sum = 0
  while (from < end) {
    const startedAt = performance.now()
    if (startedAt > endsAt) return { count: sum, isExact: false }
    const before = Math.min(end, from + width)
    sum += Number(counting.get(...window.parameters, from, before)?.['count'])
    from = before
    const tookMs = performance.now() - startedAt
    if (tookMs < SHORT_MS) width *= 2
    else if (tookMs > 4 * SHORT_MS) width = Math.max(1, Math.floor(width / 2))
  }
  return { count: sum, isExact: true }
}

function countKeys({ piece, keyAt, budgetMs }: CountKeysRequest): Counted {
  const endsAt = performance.now() + budgetMs
  const counting = database.prepare(piece.sql)
  let last: unknown = ''
  let sum = 0
  while (typeof last === 'string') {
    if (performance.now() > endsAt) return { count: sum, isExact: false }
    const row = counting.get(...piece.parameters.with(keyAt, last))
    sum += Number(row?.['count'])
    last = row?.['last']
  }
  return { count: sum, isExact: true }
}

function failureOf(error: unknown): { readonly message: string; readonly errcode?: number } {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')
    return { message, errcode: error.errcode }
  return { message }
}
