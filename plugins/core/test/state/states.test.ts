import { beforeEach, expect, test } from 'vitest'
import { openPlace, type TestPlace } from '../open-attempt.ts'

let place: TestPlace
beforeEach(async () => {
  place = await openPlace()
})

test('data are merged into a state, read and removed', async () => {
  expect(await place.outputs('core/state-get', { name: 's' })).toMatchObject({ data: {}, count: 0 })
  await place.outputs('io.kestra.core.tasks.states.Set', { name: 's', data: { a: 1, b: 2 } })
  expect(await place.outputs('core/state-set', { name: 's', data: { b: 3 } })).toMatchObject({ count: 2 })
  expect(await place.outputs('core/state-get', { name: 's' })).toMatchObject({ data: { a: 1, b: 3 }, count: 2 })
  expect(await place.outputs('core/state-get', { name: 'other' })).toMatchObject({ count: 0 })
  expect(await place.outputs('core/state-delete', { name: 's' })).toEqual({ deleted: true })
  expect(await place.outputs('core/state-delete', { name: 's' })).toEqual({ deleted: false })
})

test('an absent state fails where the flow says so', async () => {
  for (const type of ['core/state-get', 'core/state-delete'])
    expect((await place.run(type, { errorOnMissing: true })).error?.code).toBe('MR_KV_MISSING')
})

test('each turn of a loop has a state of its own unless told', async () => {
  await place.outputs('core/state-set', { data: { a: 1 } }, { value: 'first' })
  expect(await place.outputs('core/state-get', {}, { value: 'second' })).toMatchObject({ count: 0 })
  expect(await place.outputs('core/state-get', {}, { value: 'first' })).toMatchObject({ count: 1 })
  await place.outputs('core/state-set', { data: { a: 2 }, taskrunValue: false }, { value: 'first' })
  const shared = await place.outputs('core/state-get', { taskrunValue: false }, { value: 'second' })
  expect(shared).toMatchObject({ data: { a: 2 } })
})

test('a shared state has another key than that of the flow', async () => {
  const own = await place.outputs('core/state-set', { data: { a: 1 } })
  const shared = await place.outputs('core/state-set', { data: { b: 1 }, namespace: true })
  expect([own['key'], shared['key']]).toEqual(['test_states_default', 'states_default'])
  expect(own['count']).toBe(shared['count'])
})

test('a name of any alphabet is a name', async () => {
  const name = 'état / 7'
  await place.outputs('core/state-set', { name, data: { a: 1 } })
  expect(await place.outputs('core/state-get', { name })).toMatchObject({ count: 1 })
})
