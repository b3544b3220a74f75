import { describe, expect, it } from 'vitest'
import { Random } from '../../src/simulator/world/random.ts'

const draws = (random: Random): number[] => Array.from({ length: 20 }, () => random.next())

describe('a stream of chance', () => {
  it('is the same for one seed and name, and another for any other', () => {
    expect(draws(new Random(1, 'crashes'))).toEqual(draws(new Random(1, 'crashes')))
    expect(draws(new Random(1, 'crashes'))).not.toEqual(draws(new Random(2, 'crashes')))
    expect(draws(new Random(1, 'crashes'))).not.toEqual(draws(new Random(1, 'calls')))
  })

  it('draws integers from both ends of a range and none beyond', () => {
    const random = new Random(3, 'range')
    const drawn = new Set(Array.from({ length: 200 }, () => random.between(2, 5)))
    expect([...drawn].sort((left, right) => left - right)).toEqual([2, 3, 4, 5])
  })

  it('never takes a chance of nothing, and always a chance of one', () => {
    const random = new Random(4, 'chance')
    expect(Array.from({ length: 50 }, () => random.chance(0))).not.toContain(true)
    expect(Array.from({ length: 50 }, () => random.chance(1))).not.toContain(false)
  })
})
