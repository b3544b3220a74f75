// Sortable ids: the same number as arithmetic without limits gives.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOfId, sortableId } from '../src/index.ts'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const instants = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const draws = fc.integer({ min: 0, max: 2 ** 41 - 1 })

function idOf(now: number, high: number, low: number): string {
  const random = [high, low].values()
  return sortableId(now, () => random.next().value ?? 0)
}

describe('a sortable id', () => {
  it('is its instant and both draws, in base 62', () => {
    fc.assert(
      fc.property(instants, draws, draws, (now, high, low) => {
        let value = (BigInt(now) << 82n) | (BigInt(high) << 41n) | BigInt(low)
        let expected = ''
        for (let index = 0; index < 22; index += 1, value /= 62n)
          expected = DIGITS.charAt(Number(value % 62n)) + expected
        expect(idOf(now, high, low)).toBe(expected)
      }),
    )
  })

  it('tells its instant', () => {
    fc.assert(fc.property(instants, draws, draws, (now, high, low) => instantOfId(idOf(now, high, low)) === now))
  })

  it('sorts behind those of earlier instants', () => {
    fc.assert(
      fc.property(instants, draws, draws, (now, high, low) => now === 0 || idOf(now - 1, high, low) < idOf(now, 0, 0)),
    )
  })
})
