import { beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject, StorageUri } from '@millrace/sdk-plugin'
import { openPlace, type TestPlace } from '../open-attempt.ts'

let place: TestPlace
let from: StorageUri
beforeEach(async () => {
  place = await openPlace()
  from = 'kestra:///test/items.jsonl'
})

async function text(uri: unknown): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of await place.storage.get(uri as StorageUri)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const put = (content: string): Promise<number> => place.storage.put(from, Buffer.from(content))
const parts = async (properties: JsonObject): Promise<string[]> => {
  const { uris } = await place.outputs('core/split', { from, ...properties })
  return Promise.all((uris as string[]).map((uri) => text(uri)))
}

describe('core/deduplicate', () => {
  test('of items with the same key the last stays, in the order of the file', async () => {
    await put('{"id":1,"n":"a"}\n{"id":2,"n":"b"}\n{"id":1,"n":"c"}\n{id:3,n:"ion"}\n')
    const outputs = await place.outputs('core/deduplicate', { from, expr: '{{ id }}' })
    expect(outputs).toMatchObject({ numKeys: 3, processedItemsTotal: 4, droppedItemsTotal: 1 })
    expect(await text(outputs['uri'])).toBe('{"id":2,"n":"b"}\n{"id":1,"n":"c"}\n{id:3,n:"ion"}\n')
  })

  test('a key that an item lacks fails the task', async () => {
    await put('{"id":1}\n{"other":1}\n')
    const { error } = await place.run('core/deduplicate', { from, expr: '{{ id }}' })
    expect(error?.code).toBe('MR_EXPRESSION')
  })
})

describe('core/filter', () => {
  const filter = (properties: JsonObject): Promise<JsonObject> =>
    place.outputs('io.kestra.plugin.core.storage.FilterItems', { from, ...properties })

  test('items that fit are kept, or dropped', async () => {
    await put('{"n":1}\n{"n":5}\n7\n')
    const kept = await filter({ filterCondition: '{{ (item is map ? n : item) > 3 }}' })
    expect(await text(kept['uri'])).toBe('{"n":5}\n7\n')
    expect(kept).toMatchObject({ processedItemsTotal: 3, droppedItemsTotal: 1 })
    const dropped = await filter({ filterCondition: '{{ (item is map ? n : item) > 3 }}', filterType: 'EXCLUDE' })
    expect(await text(dropped['uri'])).toBe('{"n":1}\n')
  })

  test.each([
    ['INCLUDE', '{"n":null}\n{"m":1}\n'],
    ['EXCLUDE', ''],
  ])('an item without an answer is treated as told: %s', async (errorOrNullBehavior, kept) => {
    await put('{"n":null}\n{"m":1}\n')
    const outputs = await filter({ filterCondition: '{{ n }}', errorOrNullBehavior })
    expect(await text(outputs['uri'])).toBe(kept)
  })

  test('an item without an answer fails the task unless told', async () => {
    await put('{"m":1}\n')
    expect((await place.run('core/filter', { from, filterCondition: '{{ n }}' })).error?.code).toBe('MR_TASK_FAILED')
  })

  test('expressions of an item see the keys of the namespace', async () => {
    await place.outputs('core/kv-set', { key: 'limit', value: 3 })
    await put('{"n":1}\n{"n":5}\n')
    expect(await filter({ filterCondition: "{{ n > kv('limit') }}" })).toMatchObject({ droppedItemsTotal: 1 })
  })

  test('a line that is no item fails the task', async () => {
    await put('{"n":\n')
    expect((await place.run('core/filter', { from, filterCondition: '{{ n }}' })).error?.message).toContain(
      'neither JSON',
    )
  })
})

describe('core/reverse', () => {
  test.each([
    ['1\n2\n3\n', '3\n2\n1\n'],
    ['1\n2', '2\n1\n'],
    ['\n\na\n', 'a\n\n\n'],
    ['', ''],
  ])('%j becomes %j', async (content, turned) => {
    await put(content)
    expect(await text((await place.outputs('core/reverse', { from }))['uri'])).toBe(turned)
  })

  test('a file of many blocks is turned whole, with any separator', async () => {
    const lines = Array.from({ length: 40_000 }, (_, index) => `${index} é ${'x'.repeat(index % 50)}`)
    await put(lines.join('||'))
    const { uri } = await place.outputs('core/reverse', { from, separator: '||' })
    expect((await text(uri)).split('||').slice(0, -1)).toEqual(lines.toReversed())
  })
})

describe('core/split', () => {
  test('by lines, the last part may be shorter', async () => {
    await put('1\n2\n3')
    expect(await parts({ rows: 2 })).toEqual(['1\n2\n', '3\n'])
    expect(await parts({ rows: 9 })).toEqual(['1\n2\n3\n'])
  })

  test('by size, lines stay whole', async () => {
    await put('aaa\nbb\ncccccccccc\nd\n')
    expect(await parts({ bytes: 7 })).toEqual(['aaa\nbb\n', 'cccccccccc\n', 'd\n'])
    expect(await parts({ bytes: '1KB' })).toEqual(['aaa\nbb\ncccccccccc\nd\n'])
  })

  test('into parts, line by line in turn; none is empty', async () => {
    await put('1\n2\n3\n4\n5\n')
    expect(await parts({ partitions: 2 })).toEqual(['1\n3\n5\n', '2\n4\n'])
    expect(await parts({ partitions: 9 })).toHaveLength(5)
  })

  test('an empty file has no parts', async () => {
    await put('')
    expect(await parts({ rows: 2 })).toEqual([])
    expect(await parts({ partitions: 2 })).toEqual([])
  })

  test('what says no size is refused', async () => {
    await put('1')
    expect((await place.run('core/split', { from })).error?.code).toBe('MR_TASK_PROPERTY')
    expect((await place.run('core/split', { from, bytes: 'much' })).error?.code).toBe('MR_TASK_PROPERTY')
  })
})
