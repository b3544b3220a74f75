// Inputs of one plain value: texts, numbers, truth values, addresses.

import { RE2JS } from 're2js'
import type { FlowInput } from '@millrace/model'
import { boundOf, expected, type Reader, type Reading } from './reading.ts'

const INT_LIMIT = 2 ** 31

export const readText: Reader = (received, input) => {
  if (typeof received === 'object' && received !== null) return expected('STRING', received)
  const text = String(received)
  const pattern = boundOf(input, 'validator')
  if (pattern === undefined || matches(pattern, text)) return { value: text }
  return { problem: `it must match the pattern \`${pattern}\`` }
}

/** The whole text, by an engine whose time is linear in its length. The pattern was checked with the flow. */
function matches(pattern: string, text: string): boolean {
  return RE2JS.matches(pattern, text)
}

export const readInteger: Reader = (received, input) => {
  const number = numberOf(received)
  if (number === undefined || !Number.isInteger(number)) return expected('INT', received)
  if (number >= INT_LIMIT || number < -INT_LIMIT) return { problem: 'it does not fit 32 bits' }
  return within(number, input)
}

export const readFloat: Reader = (received, input) => {
  const number = numberOf(received)
  return number === undefined ? expected('FLOAT', received) : within(number, input)
}

function numberOf(received: unknown): number | undefined {
  if (typeof received === 'number') return Number.isFinite(received) ? received : undefined
  if (typeof received !== 'string' || !/^\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*$/.test(received))
    return undefined
  const number = Number(received)
  return Number.isFinite(number) ? number : undefined
}

function within(number: number, input: FlowInput): Reading {
  const min = boundOf(input, 'min')
  const max = boundOf(input, 'max')
  if (min !== undefined && number < Number(min)) return { problem: `it must be more than \`${min}\`` }
  if (max !== undefined && number > Number(max)) return { problem: `it must be less than \`${max}\`` }
  return { value: number }
}

export const readBoolean: Reader = (received) => {
  if (typeof received === 'boolean') return { value: received }
  const text = typeof received === 'string' ? received.trim().toLowerCase() : ''
  return text === 'true' || text === 'false' ? { value: text === 'true' } : expected('BOOLEAN', received)
}

export const readUri: Reader = (received) => {
  if (typeof received !== 'string' || !/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/\S+$/.test(received))
    return expected('URI', received)
  return URL.canParse(received) ? { value: received } : expected('URI', received)
}

export const readEmail: Reader = (received) => {
  const isEmail =
    typeof received === 'string' && received.length <= 320 && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(received)
  return isEmail ? { value: received } : expected('EMAIL', received)
}
