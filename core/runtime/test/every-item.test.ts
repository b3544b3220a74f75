import type { Page, PageRequest } from '@millrace/ports'
import { expect, it } from 'vitest'
import { everyItem } from '../src/every-item.ts'

const ALL = [1, 2, 3, 4, 5]

it('gives the items of all pages in order, and asks for a page only when the one before is used up', async () => {
  const asked: PageRequest[] = []
  const page = async (request: PageRequest): Promise<Page<number>> => {
    asked.push(request)
    const from = Number(request.after ?? 0)
    const end = from + request.size
    return { items: ALL.slice(from, end), ...(end < ALL.length ? { next: String(end) } : {}) }
  }
  const got: number[] = []
  for await (const item of everyItem(2, page)) {
    got.push(item)
    expect(asked).toHaveLength(Math.ceil(got.length / 2))
  }
  expect(got).toEqual(ALL)
  expect(asked).toEqual([{ size: 2 }, { size: 2, after: '2' }, { size: 2, after: '4' }])
})
