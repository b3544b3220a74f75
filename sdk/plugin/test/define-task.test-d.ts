import { expectTypeOf, test } from 'vitest'
import { defineTask, Type } from '../src/index.ts'

test('schemas give the types of properties and outputs', () => {
  defineTask({
    type: 'test/one',
    title: 'One',
    properties: Type.Object({ count: Type.Integer(), name: Type.Optional(Type.String()) }),
    outputs: Type.Object({ total: Type.Number() }),
    run(context, properties) {
      expectTypeOf(properties).toEqualTypeOf<{ count: number; name?: string }>()
      expectTypeOf(context.directory).toEqualTypeOf<string>()
      return { total: properties.count }
    },
  })
  defineTask({
    type: 'test/two',
    title: 'Two',
    properties: Type.Object({}),
    outputs: Type.Object({ total: Type.Number() }),
    // @ts-expect-error: the output is a number
    run: () => ({ total: 'many' }),
  })
})
