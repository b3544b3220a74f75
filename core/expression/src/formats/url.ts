/**
 * URL encoding as HTML forms have it: a space is `+`, letters, digits and `.-*_` stay.
 */
import { utf8Text } from './utf8.ts'

export function urlEncode(text: string): string {
  const encoded = encodeURIComponent(text.isWellFormed() ? text : text.toWellFormed().replaceAll('\uFFFD', '?'))
  const marked = encoded.replaceAll(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return marked.replaceAll('%20', '+')
}

/** The decoded text, or undefined where a percent sign is not followed by two digits. */
export function urlDecode(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined
  return text.replaceAll('+', ' ').replaceAll(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    const bytes = run
      .slice(1)
      .split('%')
      .map((code) => Number.parseInt(code, 16))
    return utf8Text(Uint8Array.from(bytes))
  })
}
