/**
 * Number literals: 64-bit integers, and floating point where a fraction is written.
 */
import { Failure } from '../evaluation/signals.ts'
import { fromDouble } from '../values/numbers.ts'
import type { Real } from '../values/value.ts'
import type { TokenStream } from './token-stream.ts'
import type { Token } from './token.ts'

const LONGEST = 2n ** 63n - 1n

export function longLiteral(text: string, stream: TokenStream, token: Token): bigint {
  const value = text.length > 19 ? LONGEST + 1n : BigInt(text)
  if (value <= LONGEST) return value
  throw new Failure('MR_EXPRESSION_SYNTAX', `The integer ${text.slice(0, 30)} is too large`).locate(
    stream.source,
    token.at,
  )
}

export function doubleLiteral(text: string): number | Real {
  return fromDouble(Number(text))
}
