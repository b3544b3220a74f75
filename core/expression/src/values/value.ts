/**
 * The values of the language: plain data, and the two kinds of data that is not there yet.
 * Inside, a bigint is a 64-bit integer and a `Real` a floating-point number without a fraction.
 */

/** Plain JSON-like data. A bigint stands for an integer that a JSON number could not carry exactly. */
export type Value = null | boolean | number | bigint | string | readonly Value[] | { readonly [key: string]: Value }

/** A value that exists but is not loaded. Touching it makes the evaluation answer with a need. */
export class Unloaded {
  /** What the caller calls the missing part; it comes back in a need of kind `part`. */
  readonly ref: string
  constructor(ref: string) {
    this.ref = ref
  }
}

/** A map whose entries are read one by one; using it as a whole reads them all. */
export abstract class LazyMap {
  /** The entry of that name, or undefined where there is none. */
  abstract get(key: string): Source | undefined
  /** The names of all entries, in order. */
  abstract keys(): readonly string[] | Unloaded
}

/** What a tree of variables may hold. */
export type Source =
  | null
  | boolean
  | number
  | bigint
  | string
  | Unloaded
  | LazyMap
  | readonly Source[]
  | { readonly [key: string]: Source }

/** A floating-point number that has no fraction, told from an integer: `2.5 * 2` prints as 5.0. */
export class Real {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** What evaluation works on: a value, with floating point told from integers. */
export type Datum =
  | null
  | boolean
  | number
  | bigint
  | string
  | Real
  | readonly Datum[]
  | { readonly [key: string]: Datum }

export type DatumMap = { readonly [key: string]: Datum }

/** What a name or a member may turn out to be before it is used. */
export type Raw = Datum | Source

export function isList(value: Raw): value is readonly Datum[] {
  return Array.isArray(value)
}

export function isMap(value: Raw): value is DatumMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isSpecial(value)
}

function isSpecial(value: object): boolean {
  return value instanceof Real || value instanceof Unloaded || value instanceof LazyMap
}

/** A new map without a prototype: every key is data. */
export function emptyMap(): { [key: string]: Datum } {
  return Object.create(null) as { [key: string]: Datum }
}

/** The entry of that name, never an inherited one. */
export function ownEntry(map: DatumMap, key: string): Datum | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}
