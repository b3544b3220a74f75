import { beforeEach, expect, test } from 'vitest'
import { openPlace, type TestPlace } from '../open-attempt.ts'

let place: TestPlace
beforeEach(async () => {
  place = await openPlace()
})

test('a value of any shape is kept, listed, read and removed', async () => {
  for (const [key, value] of Object.entries({ 'a-map': { list: [1, null] }, 'a-text': '7', b: false }))
    await place.outputs('core/kv-set', { key, value })
  expect(await place.outputs('core/kv-keys', {})).toEqual({ keys: ['a-map', 'a-text', 'b'] })
  expect(await place.outputs('io.kestra.plugin.core.kv.GetKeys', { prefix: 'a-' })).toEqual({
    keys: ['a-map', 'a-text'],
  })
  expect(await place.outputs('core/kv-get', { key: 'a-map' })).toEqual({ value: { list: [1, null] } })
  expect(await place.outputs('core/kv-get', { key: 'a-text' })).toEqual({ value: '7' })
  expect(await place.outputs('core/kv-delete', { key: 'b' })).toEqual({ deleted: true })
  expect(await place.outputs('core/kv-delete', { key: 'b' })).toEqual({ deleted: false })
})

test('an absent key is no value, or a failure where the flow says so', async () => {
  expect(await place.outputs('core/kv-get', { key: 'none' })).toEqual({})
  for (const type of ['core/kv-get', 'core/kv-delete'])
    expect((await place.run(type, { key: 'none', errorOnMissing: true })).error?.code).toBe('MR_KV_MISSING')
})

test('namespaces do not see each other', async () => {
  await place.outputs('core/kv-set', { key: 'x', value: 1, namespace: 'other' })
  expect(await place.outputs('core/kv-get', { key: 'x' })).toEqual({})
  expect(await place.outputs('core/kv-get', { key: 'x', namespace: 'other' })).toEqual({ value: 1 })
})

test('a key that exists is kept where it must not be overwritten', async () => {
  await place.outputs('core/kv-set', { key: 'x', value: 1 })
  const again = await place.run('core/kv-set', { key: 'x', value: 2, overwrite: false })
  expect(again.error?.code).toBe('MR_KV_EXISTS')
  await place.outputs('core/kv-set', { key: 'x', value: 3 })
  expect(await place.outputs('core/kv-get', { key: 'x' })).toEqual({ value: 3 })
})

test('a key is gone when its time to live is over', async () => {
  await place.outputs('core/kv-set', { key: 'x', value: 1, ttl: 'PT1H' })
  place.clock.at += 3_599_999
  expect(await place.outputs('core/kv-get', { key: 'x' })).toEqual({ value: 1 })
  place.clock.at += 1
  expect(await place.outputs('core/kv-get', { key: 'x' })).toEqual({})
  expect((await place.run('core/kv-set', { key: 'x', value: 1, ttl: '1 hour' })).error?.code).toBe('MR_TASK_PROPERTY')
})

test.each([
  ['NUMBER', '2.5', 2.5],
  ['BOOLEAN', 'true', true],
  ['JSON', '{"a":[1]}', { a: [1] }],
  ['DATE', '2026-02-28', '2026-02-28'],
  ['DATETIME', '2026-02-28T10:00:00Z', '2026-02-28T10:00:00Z'],
  ['DURATION', 'PT5M', 'PT5M'],
  ['STRING', { a: 1 }, '{"a":1}'],
])('a value of the type %s is that of its text', async (kvType, value, kept) => {
  await place.outputs('core/kv-set', { key: 'x', value, kvType })
  expect(await place.outputs('core/kv-get', { key: 'x' })).toEqual({ value: kept })
})

test.each([
  ['NUMBER', 'many'],
  ['JSON', '{'],
  ['DATE', '2026-13-01'],
  ['DATETIME', '2026-01-01'],
  ['DURATION', '5 minutes'],
])('a text that is no %s is refused', async (kvType, value) => {
  expect((await place.run('core/kv-set', { key: 'x', value, kvType })).error?.code).toBe('MR_TASK_PROPERTY')
})
