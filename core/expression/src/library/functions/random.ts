/**
 * Identifiers and random numbers. All chance comes from the caller, who can repeat it.
 */
import { isNumeric, numberKind, toLong } from '../../values/numbers.ts'
import type { Datum } from '../../values/value.ts'
import type { Definitions, FunctionDefinition, Given } from '../given.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const KSUID_EPOCH = 1_400_000_000

export const randomFunctions: Definitions<FunctionDefinition> = {
  uuid: { names: [], apply: (given) => uuid(given) },
  id: { names: [], apply: (given) => base62(bits(given, 128), 22) },
  ksuid: { names: [], apply: ksuid },
  nanoId: { names: ['length', 'alphabet'], apply: nanoId },
  randomInt: { names: ['lower', 'upper'], apply: randomInt },
  randomPort: { names: [], apply: (given) => 1024 + below(given, 65_536 - 1024) },
}

function below(given: Given, count: number): number {
  return Math.min(Math.floor(given.frame.facts.random() * count), count - 1)
}

function bits(given: Given, count: number): bigint {
  let value = 0n
  for (let done = 0; done < count; done += 16) value = (value << 16n) | BigInt(below(given, 65_536))
  return value
}

function base62(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest /= 62n) text = BASE62.charAt(Number(rest % 62n)) + text
  return text
}

function uuid(given: Given): string {
  const digits = bits(given, 128).toString(16).padStart(32, '0')
  const variant = '89ab'.charAt(Number.parseInt(digits.charAt(16), 16) % 4)
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    variant + digits.slice(17, 20),
    digits.slice(20),
  ]
  return parts.join('-')
}

/** Sortable by time: seconds in 32 bits, then chance in 128. */
function ksuid(given: Given): Datum {
  const seconds = BigInt(Math.max(0, Math.floor(given.frame.facts.now / 1000) - KSUID_EPOCH))
  return base62((seconds << 128n) | bits(given, 128), 27)
}

function nanoId(given: Given): Datum {
  const length = given.whole('length') ?? 21
  const alphabet = given.text('alphabet') ?? `${BASE62}-_`
  if (length > 1000 || length < 0) throw given.fail("The argument 'length' of 'nanoId' is from 0 to 1000")
  if (alphabet === '') throw given.fail("The argument 'alphabet' of 'nanoId' can not be empty")
  return Array.from({ length }, () => alphabet.charAt(below(given, alphabet.length))).join('')
}

function bound(given: Given, name: string): bigint {
  const value = given.required(name)
  if (!isNumeric(value) || numberKind(value) === 'double') throw given.refuse(value, `an integer as ${name}`)
  return toLong(value)
}

/** From `lower`, inclusive, to `upper`, exclusive. */
function randomInt(given: Given): Datum {
  const lower = bound(given, 'lower')
  const upper = bound(given, 'upper')
  if (upper < lower) throw given.fail("The argument 'upper' of 'randomInt' is less than 'lower'")
  return Number(lower) + Math.floor(given.frame.facts.random() * Number(upper - lower))
}
