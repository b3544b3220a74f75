/**
 * Time zones: fixed offsets by arithmetic, regions from the zone data of ECMA-402.
 */

export interface Zone {
  readonly id: string
  /** Seconds east of UTC at an instant in seconds since 1970. */
  readonly offsetAt: (seconds: number) => number
}

const FIXED = /^(UTC|GMT|UT|)(?:([+-])([0-9]{1,2})(?::?([0-9]{2})(?::?([0-9]{2}))?)?)?$/
const REGION = /^[A-Za-z][A-Za-z0-9~/._+-]{1,60}$/
const OFFSET = /^GMT(?:([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?$/
const CACHED = 200

export const UTC: Zone = { id: 'UTC', offsetAt: () => 0 }

const cache = new Map<string, Zone | undefined>()

/** The zone of that name, or undefined. */
export function findZone(id: string): Zone | undefined {
  if (cache.has(id)) return cache.get(id)
  if (cache.size >= CACHED) cache.clear()
  const zone = makeZone(id)
  cache.set(id, zone)
  return zone
}

function makeZone(id: string): Zone | undefined {
  if (id === 'Z' || id === 'z') return { id: 'Z', offsetAt: () => 0 }
  const fixed = FIXED.exec(id)
  if (fixed && id !== '') return fixedZone(fixed)
  return REGION.test(id) ? regionZone(id) : undefined
}

function fixedZone([, prefix = '', sign, ...parts]: readonly (string | undefined)[]): Zone | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0))
  const size = hours * 3600 + minutes * 60 + seconds
  if (size > 18 * 3600 || minutes > 59 || seconds > 59) return undefined
  const offset = sign === '-' ? -size : size
  const text = offset === 0 ? '' : offsetText(offset)
  const zoneId = prefix === '' ? text || 'Z' : prefix + text
  return { id: zoneId, offsetAt: () => offset }
}

/** An offset as `+02:00`, with seconds where there are some. */
export function offsetText(offset: number): string {
  const size = Math.abs(offset)
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60].map((part) =>
    String(part).padStart(2, '0'),
  )
  return `${offset < 0 ? '-' : '+'}${(parts[2] === '00' ? parts.slice(0, 2) : parts).join(':')}`
}

function regionZone(id: string): Zone | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'longOffset', year: 'numeric' })
    return { id, offsetAt: remembered((seconds) => regionOffset(format, seconds)) }
  } catch {
    return undefined
  }
}

function regionOffset(format: Intl.DateTimeFormat, seconds: number): number {
  const name =
    format.formatToParts(clamped(seconds * 1000)).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign, hours = '0', minutes = '0', rest = '0'] = OFFSET.exec(name) ?? []
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)
  return sign === '-' ? -size : size
}

/** Instants beyond what ECMAScript knows have the offset of the last one that it knows. */
function clamped(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, -8.64e15), 8.64e15)
}

/** Asking the zone data is slow, and neighbouring expressions ask for the same instant. */
function remembered(offsetAt: (seconds: number) => number): (seconds: number) => number {
  let last = Number.NaN
  let offset = 0
  return (seconds) => {
    if (seconds !== last) {
      offset = offsetAt(seconds)
      last = seconds
    }
    return offset
  }
}
