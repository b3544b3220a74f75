/**
 * Base64 with the standard alphabet; padding is written, and may be missing when read.
 */
import { utf8Text } from './utf8.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALID = /^[A-Za-z0-9+/]*={0,2}$/

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const left = bytes.length - at
    text += digit(bits >> 18) + digit(bits >> 12) + (left > 1 ? digit(bits >> 6) : '=') + (left > 2 ? digit(bits) : '=')
  }
  return text
}

function digit(bits: number): string {
  return ALPHABET.charAt(bits & 63)
}

/** The text that a Base64 text stands for, or undefined where it is not one. */
export function fromBase64(text: string): string | undefined {
  const digits = text.replace(/=+$/, '')
  if (!VALID.test(text) || digits.length % 4 === 1 || (text.includes('=') && text.length % 4 !== 0)) return undefined
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let bits = 0
  let at = 0
  for (let index = 0; index < digits.length; index += 1) {
    bits = ((bits << 6) | ALPHABET.indexOf(digits.charAt(index))) & 0xffffff
    if (index % 4 > 0) {
      bytes[at] = (bits >> (6 - (index % 4) * 2)) & 0xff
      at += 1
    }
  }
  return utf8Text(bytes)
}
