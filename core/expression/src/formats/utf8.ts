/**
 * Text to UTF-8 and back. A lone surrogate becomes `?`, a wrong byte the replacement character.
 */

export function utf8Bytes(text: string): Uint8Array {
  const encoded = encodeURIComponent(text.isWellFormed() ? text : text.toWellFormed().replaceAll('\uFFFD', '?'))
  const bytes = new Uint8Array(encoded.length)
  let length = 0
  for (let index = 0; index < encoded.length; index += 1) {
    const code = encoded.charCodeAt(index)
    if (code === PERCENT) {
      bytes[length] = Number.parseInt(encoded.slice(index + 1, index + 3), 16)
      index += 2
    } else bytes[length] = code
    length += 1
  }
  return bytes.slice(0, length)
}

const PERCENT = 37

export function utf8Text(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const [code, size] = decodeAt(bytes, at)
    text += String.fromCodePoint(code)
    at += size
  }
  return text
}

const REPLACEMENT = 0xfffd
const LOWEST = [0, 0, 0x80, 0x800, 0x10000]

function decodeAt(bytes: Uint8Array, at: number): readonly [number, number] {
  const first = bytes[at] ?? 0
  if (first < 0x80) return [first, 1]
  if (first < 0xc2 || first >= 0xf5) return [REPLACEMENT, 1]
  return decodeLong(bytes, at, first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2)
}

function decodeLong(bytes: Uint8Array, at: number, size: number): readonly [number, number] {
  const first = bytes[at] ?? 0
  let code = first & (0xff >> (size + 1))
  for (let index = 1; index < size; index += 1) {
    const next = bytes[at + index] ?? 0
    if ((next & 0xc0) !== 0x80) return [REPLACEMENT, index]
    code = (code << 6) | (next & 0x3f)
  }
  const valid = code >= (LOWEST[size] ?? 0) && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return [valid ? code : REPLACEMENT, size]
}
