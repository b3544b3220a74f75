import { Clock, Ids, token } from '@millrace/ports'
import { describe, expect, it } from 'vitest'
import { assertBound, bind, createContainer, provide, resolve } from '../src/container.ts'

interface Greeter {
  greet(): string
}
const Greeter = token<Greeter>('Greeter')

describe('the container', () => {
  it('makes a part once, from the parts it names', () => {
    const container = createContainer()
    let made = 0
    provide(container, Ids, { next: () => 'an id' })
    bind(container, Greeter, { ids: Ids }, ({ ids }) => {
      made += 1
      return { greet: () => `hello ${ids.next()}` }
    })
    expect(resolve(container, Greeter).greet()).toBe('hello an id')
    expect(resolve(container, Greeter)).toBe(resolve(container, Greeter))
    expect(made).toBe(1)
  })

  it('gives the part that was provided last', () => {
    const container = createContainer()
    provide(container, Greeter, { greet: () => 'first' })
    provide(container, Greeter, { greet: () => 'second' })
    expect(resolve(container, Greeter).greet()).toBe('second')
  })

  it('shares nothing between compositions', () => {
    provide(createContainer(), Greeter, { greet: () => 'mine' })
    expect(() => assertBound(createContainer(), [Greeter])).toThrow('Nothing provides Greeter.')
  })

  it('names all parts that are missing, in one coded error', () => {
    const container = createContainer()
    provide(container, Ids, { next: () => 'an id' })
    expect(() => assertBound(container, [Clock, Ids, Greeter])).toThrow(
      expect.objectContaining({ code: 'MR_COMPOSITION', message: 'Nothing provides Clock, Greeter.' }),
    )
  })
})
