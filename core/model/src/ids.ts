// Branded identifiers. Execution ids sort by creation time; task-run ids derive from their place in an execution,
// so that a decision taken twice, or by two executors, names the same task run.

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

export type ExecutionId = Branded<'ExecutionId'>
export type TaskRunId = Branded<'TaskRunId'>
/** A process that plays one or more roles; new at each start. */
export type ServiceId = Branded<'ServiceId'>

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Limbs of 26 bits: a remainder by 62⁴ and the next limb stay exact in a double. */
const LIMB = 2 ** 26
const FOUR_DIGITS = 62 ** 4
const PAIRS: readonly string[] = Array.from(
  { length: 62 * 62 },
  (_, value) => DIGITS.charAt(Math.floor(value / 62)) + DIGITS.charAt(value % 62),
)

/**
 * A new sortable id of 22 letters and digits: 48 bits of time, then 82 bits of `random`.
 * `random` gives integers below 2^41 and is asked twice.
 */
export function sortableId(now: Instant, random: () => number): string {
  const high = random()
  const low = random()
  return base62([
    Math.floor(now / 2 ** 22),
    (now % 2 ** 22) * 16 + Math.floor(high / 2 ** 37),
    Math.floor(high / 2 ** 11) % LIMB,
    (high % 2 ** 11) * 2 ** 15 + Math.floor(low / LIMB),
    low % LIMB,
  ])
}

/** Long division of limbs, the highest first, four digits a round; big integers take several times as long. */
function base62(limbs: number[]): string {
  let text = ''
  while (text.length < 20) {
    const digits = divide(limbs)
    const high = Math.floor(digits / 3844)
    text = `${PAIRS[high]}${PAIRS[digits - high * 3844]}${text}`
  }
  return `${PAIRS[divide(limbs)]}${text}`
}

/** Leaves the quotient by 62⁴ in the limbs and gives the remainder. */
function divide(limbs: number[]): number {
  let rest = 0
  for (let index = 0; index < limbs.length; index += 1) {
    const value = rest * LIMB + (limbs[index] ?? 0)
    const quotient = Math.floor(value / FOUR_DIGITS)
    limbs[index] = quotient
    rest = value - quotient * FOUR_DIGITS
  }
  return rest
}

/** The instant at which a sortable id was made; undefined for other texts. */
export function instantOfId(id: string): Instant | undefined {
  if (id.length !== 22) return undefined
  let value = 0n
  for (const character of id) {
    const digit = DIGITS.indexOf(character)
    if (digit < 0) return undefined
    value = value * 62n + BigInt(digit)
  }
  return Number(value >> 82n)
}

/** The id of the task run at `path` (task ids and iterations from the root) of an execution: 18 letters and digits. */
export function taskRunIdOf(executionId: ExecutionId, path: string): TaskRunId {
  // Two cyrb53 hashes (public domain, github.com/bryc/code) in one pass: 106 bits.
  const text = `${executionId}/${path}`
  let first = 0xdeadbeef ^ 1
  let second = 0x41c6ce57 ^ 1
  let third = 0xdeadbeef ^ 2
  let fourth = 0x41c6ce57 ^ 2
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    first = Math.imul(first ^ code, 2654435761)
    second = Math.imul(second ^ code, 1597334677)
    third = Math.imul(third ^ code, 2246822507)
    fourth = Math.imul(fourth ^ code, 3266489909)
  }
  return (digitsOf(first, second) + digitsOf(third, fourth)) as TaskRunId
}

/** Mixes two lanes to 53 bits, as nine base-62 digits. */
function digitsOf(left: number, right: number): string {
  const mixedLeft = Math.imul(left ^ (left >>> 16), 2246822507) ^ Math.imul(right ^ (right >>> 13), 3266489909)
  const mixedRight =
    Math.imul(right ^ (right >>> 16), 2246822507) ^ Math.imul(mixedLeft ^ (mixedLeft >>> 13), 3266489909)
  let value = 4294967296 * (2097151 & mixedRight) + (mixedLeft >>> 0)
  let digits = ''
  for (let index = 0; index < 4; index += 1) {
    const rest = Math.floor(value / 3844)
    digits += PAIRS[value - rest * 3844]
    value = rest
  }
  return digits + DIGITS.charAt(value % 62)
}
