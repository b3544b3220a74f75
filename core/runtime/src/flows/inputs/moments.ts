// Inputs of time: instants, dates, times of day and durations, kept as ISO-8601 text.

import { formatDuration, parseDuration, type FlowInput } from '@millrace/model'
import { boundOf, expected, shown, type Reader, type Reading } from './reading.ts'

/** How a kind of moment is read, ordered and shown. */
interface Kind {
  readonly type: string
  /** Undefined when the text is none. */
  parse(text: string): { readonly text: string; readonly order: number } | undefined
  /** A bound in messages. */
  show(text: string): string
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i
const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d{1,9})?)?$/

const INSTANTS: Kind = {
  type: 'DATETIME',
  parse(text) {
    const match = INSTANT.exec(text)
    if (match === null || dateOrder(match[1] ?? '') === undefined) return undefined
    const order = Date.parse(text)
    if (Number.isNaN(order)) return undefined
    return { text: text.endsWith('Z') ? text : new Date(order).toISOString().replace('.000Z', 'Z'), order }
  },
  show: (text) => text,
}

const DATES: Kind = {
  type: 'DATE',
  parse(text) {
    const order = dateOrder(text)
    return order === undefined ? undefined : { text, order }
  },
  show: (text) => text,
}

const TIMES: Kind = {
  type: 'TIME',
  parse(text) {
    const match = TIME.exec(text)
    if (match === null) return undefined
    const [, hour, minute, second = '00', fraction = ''] = match
    return {
      text: `${hour}:${minute}:${second}${fraction}`,
      order: Number(hour) * 3600 + Number(minute) * 60 + Number(`${second}${fraction}`),
    }
  },
  // As Java writes a time of day: without seconds where there are none.
  show: (text) => (TIMES.parse(text)?.text ?? text).replace(/^(\d{2}:\d{2}):00$/, '$1'),
}

function dateOrder(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const order = Date.parse(`${text}T00:00:00Z`)
  // A date such as 30 February rolls over.
  return Number.isNaN(order) || new Date(order).toISOString().slice(0, 10) !== text ? undefined : order
}

function reader(kind: Kind): Reader {
  return (received, input) => {
    const moment = typeof received === 'string' ? kind.parse(received.trim()) : undefined
    if (moment === undefined) return expected(kind.type, received)
    return outside(kind, input, moment.order) ?? { value: moment.text }
  }
}

function outside(kind: Kind, input: FlowInput, order: number): Reading | undefined {
  const after = boundOf(input, 'after')
  const before = boundOf(input, 'before')
  const orderOf = (bound: string): number => kind.parse(bound)?.order ?? Number.NaN
  if (after !== undefined && order <= orderOf(after)) return { problem: `it must be after \`${kind.show(after)}\`` }
  if (before !== undefined && order >= orderOf(before)) return { problem: `it must be before \`${kind.show(before)}\`` }
  return undefined
}

export const readDateTime: Reader = reader(INSTANTS)
export const readDate: Reader = reader(DATES)
export const readTime: Reader = reader(TIMES)

/** ISO-8601, or seconds as Kestra's own JSON has them. */
export const readDuration: Reader = (received, input) => {
  const durationMs = typeof received === 'number' ? received * 1000 : parseDuration(shown(received))
  if (durationMs === undefined) return expected('DURATION', received)
  const min = boundOf(input, 'min')
  const max = boundOf(input, 'max')
  if (min !== undefined && durationMs < (parseDuration(min) ?? Number.NaN))
    return { problem: `It must be more than \`${min}\`` }
  if (max !== undefined && durationMs > (parseDuration(max) ?? Number.NaN))
    return { problem: `It must be less than \`${max}\`` }
  return { value: formatDuration(durationMs) }
}
