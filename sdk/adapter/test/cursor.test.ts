// Keys of pages.

import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from '../src/index.ts'

test('a key gives back the values that it was made of', () => {
  const values = ['ü\0', 12, Number.MAX_SAFE_INTEGER]
  expect(decodeCursor(encodeCursor(values), 3)).toEqual(values)
})

test.each([
  '',
  'x',
  encodeCursor([1]),
  encodeCursor([1, 2, 3]),
  Buffer.from('[1,null]').toString('base64url'),
  Buffer.from('{"length":2}').toString('base64url'),
])('a text that is no key of two values is refused: %j', (text) => {
  expect(() => decodeCursor(text, 2)).toThrow(expect.objectContaining({ code: 'MR_REQUEST_INVALID' }))
})
