/**
 * Numbers by a pattern of `0`, `#`, `,` and `.`, as in `#,##0.00`; English signs, half to even.
 */
import { type Numeric, toDouble } from '../values/numbers.ts'

const PATTERN = /^([^#0,.%;]*)([#,]*[0,]*)(?:\.(0*)(#*))?(%?)([^#0,.;]*)$/
const MAX_DIGITS = 50

/** The formatted number, or undefined where the pattern is not one. */
export function formatDecimal(value: Numeric, pattern: string): string | undefined {
  const [positive = '', negative] = pattern.split(';')
  const found = PATTERN.exec(positive)
  if (!found) return undefined
  const part = (index: number): string => found[index] ?? ''
  const [whole, zeros, hashes, percent] = [part(2), part(3), part(4), part(5)]
  if (zeros.length + hashes.length > MAX_DIGITS || whole.length > MAX_DIGITS) return undefined
  const digits = digitsOf(value, {
    whole,
    least: zeros.length,
    most: zeros.length + hashes.length,
    percent: percent !== '',
  })
  const text = `${part(1)}${digits.text}${percent}${part(6)}`
  if (!digits.negative) return text
  return negative === undefined ? `-${text}` : negative.replace(/[#0,.]+/, digits.text)
}

interface Shape {
  readonly whole: string
  readonly least: number
  readonly most: number
  readonly percent: boolean
}

function digitsOf(value: Numeric, shape: Shape): { readonly text: string; readonly negative: boolean } {
  const exact = typeof value === 'bigint' && !shape.percent
  const format = new Intl.NumberFormat('en-US', {
    useGrouping: shape.whole.includes(','),
    minimumIntegerDigits: Math.max(1, shape.whole.replaceAll(/[^0]/g, '').length),
    minimumFractionDigits: shape.least,
    maximumFractionDigits: shape.most,
    roundingMode: 'halfEven',
  })
  const text = exact ? format.format(value) : format.format(toDouble(value) * (shape.percent ? 100 : 1))
  const bare = text.replace(/^-/, '')
  const kept = shape.whole.includes('0') || !bare.startsWith('0.') ? bare : bare.slice(1)
  return { text: kept, negative: text.startsWith('-') && /[1-9]/.test(bare) }
}
