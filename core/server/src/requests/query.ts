// Query strings: repeated values, whole numbers, instants and durations, each with an error that names the parameter.

import type { FastifyRequest } from 'fastify'
import { MillraceError, parseDuration, type Instant } from '@millrace/model'

type Values = Readonly<Record<string, string | readonly string[] | undefined>>

export interface Query {
  /** Names of all parameters. */
  readonly names: readonly string[]
  /** The last value given; undefined for none or an empty one. */
  text(name: string): string | undefined
  /** All values, those with commas taken apart where `isList`. */
  all(name: string, isList?: boolean): readonly string[]
  integer(name: string, bounds: { readonly min: number; readonly max: number; readonly byDefault: number }): number
  boolean(name: string): boolean
  /** ISO-8601; without an offset in UTC. */
  instant(name: string): Instant | undefined
  durationMs(name: string): number | undefined
}

export function queryOf(request: FastifyRequest): Query {
  const values = request.query as Values
  const all = (name: string, isList = false): readonly string[] => {
    const value = values[name]
    const list = (value === undefined ? [] : typeof value === 'string' ? [value] : value).filter((each) => each !== '')
    return isList
      ? list.flatMap((each) => each.split(',').map((part) => part.trim())).filter((part) => part !== '')
      : list
  }
  const text = (name: string): string | undefined => all(name).at(-1)
  return {
    names: Object.keys(values),
    text,
    all,
    integer: (name, bounds) => integerIn(name, text(name), bounds),
    boolean: (name) => truthIn(name, text(name)),
    instant: (name) => instantIn(name, text(name)),
    durationMs: (name) => durationIn(name, text(name)),
  }
}

/** Refuses a value of a parameter. */
export function badParameter(name: string, value: string, wanted: string): MillraceError {
  return new MillraceError(
    'MR_REQUEST_INVALID',
    `The parameter \`${name}\` must be ${wanted}, not \`${value.slice(0, 100)}\`.`,
  )
}

function integerIn(
  name: string,
  text: string | undefined,
  { min, max, byDefault }: { readonly min: number; readonly max: number; readonly byDefault: number },
): number {
  if (text === undefined) return byDefault
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw badParameter(name, text, `a whole number from ${min} to ${max}`)
}

function truthIn(name: string, text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false
  if (text === 'true') return true
  throw badParameter(name, text, 'true or false')
}

/** An instant in a text; undefined for no text. */
export function instantIn(name: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined
  // A plus sign that was not encoded arrives as a blank.
  const written = text.replace(/ (\d{2}:?\d{2})$/, '+$1')
  const isDated = /^\d{4}-\d{2}-\d{2}/.test(written)
  const hasOffset = /(Z|[+-]\d{2}:?\d{2})$/i.test(written.slice(10))
  const at = isDated
    ? Date.parse(hasOffset ? written : written.length === 10 ? `${written}T00:00:00Z` : `${written}Z`)
    : Number.NaN
  if (Number.isNaN(at)) throw badParameter(name, text, 'an ISO-8601 date and time')
  return at
}

/** A duration in a text; undefined for no text. */
export function durationIn(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const durationMs = parseDuration(text)
  if (durationMs === undefined || durationMs < 0) throw badParameter(name, text, 'an ISO-8601 duration')
  return durationMs
}
