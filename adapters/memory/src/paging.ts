// Pages of a list that is sorted in memory, by key or by number.

import { decodeCursor, encodeCursor, type CursorValue, type Page, type PageRequest } from '@millrace/sdk-adapter'

export interface Ordering<T> {
  /** Sort values, the last of them unique. */
  keyOf(item: T): readonly CursorValue[]
  readonly isDescending?: boolean
}

/** The page of `items` that is asked for, in order. */
export function pageOf<T>(items: Iterable<T>, ordering: Ordering<T>, request: PageRequest): Page<T> {
  const sign = ordering.isDescending === true ? -1 : 1
  const keyed = [...items].map((item) => ({ item, key: ordering.keyOf(item) }))
  keyed.sort((left, right) => sign * compareKeys(left.key, right.key))
  const start = startOf(keyed, request, sign)
  const chosen = keyed.slice(start, start + request.size)
  const last = chosen.at(-1)
  const page = { items: chosen.map(({ item }) => item) }
  return last === undefined || start + request.size >= keyed.length ? page : { ...page, next: encodeCursor(last.key) }
}

function startOf(
  keyed: readonly { readonly key: readonly CursorValue[] }[],
  request: PageRequest,
  sign: number,
): number {
  if (request.after === undefined) return ((request.number ?? 1) - 1) * request.size
  const after = decodeCursor(request.after, keyed[0]?.key.length ?? 1)
  const start = keyed.findIndex(({ key }) => sign * compareKeys(key, after) > 0)
  return start < 0 ? keyed.length : start
}

function compareKeys(left: readonly CursorValue[], right: readonly CursorValue[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0
    if (value < other) return -1
    if (value > other) return 1
  }
  return 0
}
