/**
 * Filters that encode, decode and digest texts.
 */
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { fromBase64, toBase64 } from '../../formats/base64.ts'
import { urlDecode, urlEncode } from '../../formats/url.ts'
import { utf8Bytes } from '../../formats/utf8.ts'
import type { Definitions, FilterDefinition, Given } from '../given.ts'
import { onText, onTextOnly } from './words.ts'

export const encodingFilters: Definitions<FilterDefinition> = {
  base64encode: { apply: onTextOnly((text) => toBase64(utf8Bytes(text))) },
  base64decode: { apply: onTextOnly(base64decode) },
  urlencode: { apply: onText(urlEncode) },
  urldecode: { apply: onText(urldecode) },
  md5: { apply: digest(md5) },
  sha1: { apply: digest(sha1) },
  sha256: { apply: digest(sha256) },
  sha512: { apply: digest(sha512) },
}

function digest(hash: (bytes: Uint8Array) => Uint8Array): FilterDefinition['apply'] {
  return onTextOnly((text, given) => {
    given.frame.work(text.length * 16)
    return bytesToHex(hash(utf8Bytes(text)))
  })
}

function base64decode(text: string, given: Given): string {
  const decoded = fromBase64(text)
  if (decoded === undefined) throw given.fail("'base64decode' needs a text in Base64")
  return decoded
}

function urldecode(text: string, given: Given): string {
  const decoded = urlDecode(text)
  if (decoded === undefined) throw given.fail("'urldecode' found a % that two hexadecimal digits do not follow")
  return decoded
}
