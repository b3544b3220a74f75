// Instants as text agree with the platform's own.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instantText } from '../src/instant.ts'

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
