// Encrypts what must not stand in plain text in stored state, as Kestra does: AES-GCM with the server's key, the
// value base64 of initialisation vector, ciphertext and tag.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { isJsonObject, messageOf, MillraceError, type Json, type JsonObject } from '@millrace/model'

export interface Cipher {
  /** Base64. */
  encrypt(plain: string): string
  /** Throws MR_SECRET_UNREADABLE when the text was not encrypted with this key. */
  decrypt(text: string): string
}

/** How an encrypted value stands in the inputs of an execution. */
export const ENCRYPTED_TYPE = 'io.kestra.datatype:aes_encrypted'

const VECTOR_BYTES = 12
const TAG_BYTES = 16

/** `key`: base64 of 16, 24 or 32 bytes. Throws MR_CONFIG_INVALID for any other. */
export function createCipher(key: string): Cipher {
  const secret = Buffer.from(key, 'base64')
  const algorithm = ({ 16: 'aes-128-gcm', 24: 'aes-192-gcm', 32: 'aes-256-gcm' } as const)[secret.length]
  if (algorithm === undefined)
    throw new MillraceError('MR_CONFIG_INVALID', 'The encryption key is not base64 of 16, 24 or 32 bytes.')
  return {
    encrypt(plain) {
      const vector = randomBytes(VECTOR_BYTES)
      const cipher = createCipheriv(algorithm, secret, vector)
      return Buffer.concat([vector, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64',
      )
    },
    decrypt(text) {
      const bytes = Buffer.from(text, 'base64')
      try {
        const decipher = createDecipheriv(algorithm, secret, bytes.subarray(0, VECTOR_BYTES), {
          authTagLength: TAG_BYTES,
        })
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
        return Buffer.concat([decipher.update(bytes.subarray(VECTOR_BYTES, -TAG_BYTES)), decipher.final()]).toString(
          'utf8',
        )
      } catch (error) {
        throw new MillraceError('MR_SECRET_UNREADABLE', `A value could not be decrypted: ${messageOf(error)}.`, {
          cause: error,
        })
      }
    },
  }
}

/** A value of an input of type SECRET, as it is stored. */
export function encryptedValue(cipher: Cipher, plain: string): JsonObject {
  return { type: ENCRYPTED_TYPE, value: cipher.encrypt(plain) }
}

/** `value` with every encrypted value in it in plain text, and these texts, so that logs can mask them. */
export function decrypted(
  cipher: Cipher | undefined,
  value: Json,
): { readonly value: Json; readonly secrets: readonly string[] } {
  const secrets: string[] = []
  const walk = (each: Json): Json => {
    if (Array.isArray(each)) return each.map(walk)
    if (!isJsonObject(each)) return each
    if (each['type'] !== ENCRYPTED_TYPE || typeof each['value'] !== 'string') {
      return Object.fromEntries(Object.entries(each).map(([name, inner]) => [name, walk(inner)]))
    }
    if (cipher === undefined) throw noKey()
    const plain = cipher.decrypt(each['value'])
    secrets.push(plain)
    return plain
  }
  return { value: walk(value), secrets }
}

/** Without a key a secret can be neither stored nor read. */
export function noKey(): MillraceError {
  return new MillraceError('MR_SECRET_KEY', 'The server has no encryption key.', {
    hint: 'Set the encryption key in the configuration.',
  })
}
