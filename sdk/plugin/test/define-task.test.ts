import { ATTEMPT_END } from '@millrace/ports'
import { expect, test } from 'vitest'
import { definePlugin, defineTask, endAttempt, Type } from '../src/index.ts'

test('a definition is the plain data that was given', () => {
  const definition = {
    type: 'test/one',
    title: 'One',
    properties: Type.Object({ count: Type.Integer() }),
    run: () => {},
  }
  const task = defineTask(definition)
  expect(task).toBe(definition)
  expect(definePlugin({ name: 'test', title: 'Test', tasks: [task] }).tasks).toEqual([definition])
  expect(JSON.parse(JSON.stringify(task.properties))).toMatchObject({ type: 'object', required: ['count'] })
})

test('an explicit end cannot be mistaken for outputs', () => {
  const end = endAttempt({ state: 'WARNING' })
  expect(Object.keys(end)).toEqual([])
  expect(end[ATTEMPT_END]).toEqual({ state: 'WARNING' })
})
