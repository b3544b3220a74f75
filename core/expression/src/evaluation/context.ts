/**
 * What a caller gives to an evaluation: variables, facts and limits.
 */
import type { Source } from '../values/value.ts'
import type { Limits } from './limits.ts'
import type { Answer, Need } from './needs.ts'

/** Facts about the world, decided by the caller. */
export interface Facts {
  /** Milliseconds since 1970; what `now()` tells. */
  readonly now: number
  /** The time zone where none is named, for example `UTC` or `Europe/Paris`. */
  readonly zone: string
  /** The locale where none is named, for example `en-US`. */
  readonly locale?: string
  /** A number from 0 (inclusive) to 1 (exclusive); seed it for the same result each time. */
  readonly random: () => number
  /** The answer to a need, or undefined while it is not fetched. */
  readonly lookup: (need: Need) => Answer | undefined
  /** Encrypts with a key in Base64; absent where there is no encryption. */
  readonly encrypt?: (key: string, text: string) => string
  /** Decrypts with a key in Base64. */
  readonly decrypt?: (key: string, text: string) => string
}

export interface Context {
  readonly variables: { readonly [name: string]: Source }
  readonly facts: Facts
  readonly limits?: Partial<Limits>
  /** Names of variables whose texts are themselves templates, rendered when they are read. */
  readonly renderVariables?: readonly string[]
  /** Render the result again until it no longer changes. Off by default. */
  readonly recursive?: boolean
}
