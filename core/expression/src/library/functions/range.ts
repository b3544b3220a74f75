/**
 * Ranges of integers and of characters, ends included.
 */
import type { Frame } from '../../evaluation/frame.ts'
import { overLimit, wrongType } from '../../evaluation/signals.ts'
import { isNumeric, toLong } from '../../values/numbers.ts'
import type { Datum } from '../../values/value.ts'

export function range(frame: Frame, start: Datum, end: Datum, step: bigint): Datum {
  if (step === 0n) throw wrongType('The increment of a range can not be 0')
  if (start !== null && end !== null && isNumeric(start) && isNumeric(end)) {
    return steps(frame, toLong(start), toLong(end), step)
  }
  if (typeof start !== 'string' || typeof end !== 'string' || start.length !== 1 || end.length !== 1) {
    throw wrongType('A range goes from a number to a number or from a character to a character')
  }
  const codes = steps(frame, BigInt(start.charCodeAt(0)), BigInt(end.charCodeAt(0)), step)
  return codes.map((code) => String.fromCharCode(Number(code)))
}

function steps(frame: Frame, start: bigint, end: bigint, step: bigint): bigint[] {
  const distance = step > 0n ? end - start : start - end
  if (distance < 0n) return []
  const count = distance / (step > 0n ? step : -step) + 1n
  if (count > BigInt(frame.limits.range)) throw overLimit(`a range of more than ${frame.limits.range} items`)
  return Array.from({ length: Number(count) }, (_, index) => start + step * BigInt(index))
}
