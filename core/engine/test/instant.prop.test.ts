// Instants as text agree with the platform's own.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instantOf, instantText } from '../src/instant.ts'

const instants = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) })

it('writes any instant as ISO-8601, whichever one was written before', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(instants, fc.integer({ min: 0, max: 1_500 })), { minLength: 1 }), (pairs) => {
      for (const [at, later] of pairs) {
        expect(instantText(at)).toBe(new Date(at).toISOString())
        expect(instantText(at + later)).toBe(new Date(at + later).toISOString())
      }
    }),
  )
})

it('reads back what it writes, with any offset', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: -840, max: 840 }), (at, offset) => {
      const size = Math.abs(offset)
      const pad = (value: number): string => String(value).padStart(2, '0')
      const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
      expect(instantOf(instantText(at))).toBe(at)
      expect(instantOf(instantText(at).replace('Z', zone))).toBe(at - offset * 60_000)
    }),
  )
})

it.each(['', 'soon', '2026-13-01', '2026-02-30', '2026-02-03T25:00:00Z', '2026-02-03 10:00'])(
  '%s is no date',
  (text) => {
    expect(instantOf(text)).toBeUndefined()
  },
)
