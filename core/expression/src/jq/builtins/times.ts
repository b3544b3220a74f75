/**
 * Built-in functions on times: seconds since 1970 and ISO 8601.
 */
import { atZone } from '../../dates/date-time.ts'
import { formatDate } from '../../dates/format.ts'
import { parseDate } from '../../dates/parse.ts'
import { UTC } from '../../dates/zone.ts'
import type { Datum } from '../../values/value.ts'
import { JqError, numberOf, textValue } from '../values.ts'
import { argument, type Builtins, simple } from './builtin.ts'

export const timeBuiltins: Builtins = {
  'now/0': simple((_input, _given, run) => run.frame.facts.now / 1000),
  'todateiso8601/0': simple((input) => byPattern(input, 'iso_sec')),
  'fromdateiso8601/0': simple(seconds),
  'strftime/1': simple((input, given) => byPattern(input, javaPattern(textValue(argument(given, 0), 'is no format')))),
}

function byPattern(input: Datum, pattern: string): string {
  const whole = Math.floor(numberOf(input, 'is no time'))
  if (Math.abs(whole) > 8.64e12) throw new JqError('The time is out of range')
  const result = formatDate(atZone({ seconds: whole, nanos: 0 }, UTC), pattern, 'en-US')
  if ('problem' in result) throw new JqError(result.problem)
  return result.text
}

function seconds(input: Datum): number {
  const text = textValue(input, 'is no date')
  const moment = parseDate(text, UTC)
  if (!moment) throw new JqError(`date "${text.slice(0, 60)}" does not match format "%Y-%m-%dT%H:%M:%SZ"`)
  return moment.seconds
}

const FIELDS: Readonly<Record<string, string>> = {
  Y: 'uuuu',
  m: 'MM',
  d: 'dd',
  H: 'HH',
  M: 'mm',
  S: 'ss',
  j: 'DDD',
  y: 'uu',
  I: 'hh',
  p: 'a',
  a: 'EEE',
  A: 'EEEE',
  b: 'MMM',
  B: 'MMMM',
  Z: 'z',
  z: 'xx',
  F: 'uuuu-MM-dd',
  T: 'HH:mm:ss',
  D: 'MM/dd/uu',
  R: 'HH:mm',
  e: 'd',
  u: 'e',
  h: 'MMM',
  '%': "'%'",
}

/** A format of C's `strftime` as a date pattern. */
function javaPattern(format: string): string {
  return format.replaceAll(/%(.)|([^%]+)/g, (whole, field?: string, text?: string) => {
    if (text !== undefined) return `'${text.replaceAll("'", "''")}'`
    const pattern = FIELDS[field ?? '']
    if (pattern === undefined) throw new JqError(`strftime does not know ${whole}`)
    return pattern
  })
}
