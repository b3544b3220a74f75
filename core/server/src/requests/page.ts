// Pages of lists: by number as Kestra's clients ask, or by the key of the page before.

import type { JsonObject } from '@millrace/model'
import type { Page, PageRequest, Total } from '@millrace/ports'
import type { Query } from './query.ts'

/** The most items that one page has. */
const MAX_SIZE = 1_000

/** `page` (from 1) and `size`, or `after` and `size`. */
export function pageRequest(query: Query, bySize = 25): PageRequest {
  const size = query.integer('size', { min: 1, max: MAX_SIZE, byDefault: bySize })
  const after = query.text('after')
  if (after !== undefined) return { size, after }
  return { size, number: query.integer('page', { min: 1, max: 2 ** 31, byDefault: 1 }) }
}

/** The answer of a list; `isTotalExact` only where the total is a lower bound. */
export function pageBody<T>(page: Page<T>, total: Total, body: (item: T) => object): object {
  return listBody(page.items.map(body), page.next, total)
}

/** The same with items that are bodies already. */
export function listBody(results: readonly object[], next: string | undefined, total: Total): object {
  const more: JsonObject = {
    ...(next === undefined ? {} : { next }),
    ...(total.isExact ? {} : { isTotalExact: false }),
  }
  return { results, total: total.value, ...more }
}
