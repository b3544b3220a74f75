// A list that comes in pages, as one: however long it is, a page of it is in memory.

import type { Page, PageRequest } from '@millrace/ports'

/** Every item of the list, asked for in pages of `size`. Throws what `page` rejects with. */
export async function* everyItem<Item>(
  size: number,
  page: (request: PageRequest) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  for (let after: string | undefined; ;) {
    const { items, next } = await page({ size, ...(after === undefined ? {} : { after }) })
    yield* items
    if (next === undefined) return
    after = next
  }
}
