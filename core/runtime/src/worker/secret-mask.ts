// Hides secrets in what an attempt leaves behind: the value itself, each of its lines, URL-encoded, JSON-escaped and in
// base64 at any offset.

import { isJsonObject, type Json, type JsonObject } from '@millrace/model'

const MASK = '******'
/** Shorter texts would mask half of every log. */
const MIN_LENGTH = 4
const NO_FORMS: readonly string[] = []

export class SecretMask {
  /** Absent until there is one: most attempts have none. */
  #secrets: Set<string> | undefined
  #forms: readonly string[] = NO_FORMS

  add(secret: string): void {
    this.#secrets ??= new Set()
    if (this.#secrets.has(secret)) return
    this.#secrets.add(secret)
    const forms = new Set([...this.#forms, ...formsOf(secret)])
    // The longest first, so that none is cut short by a part of it.
    this.#forms = [...forms].sort((left, right) => right.length - left.length)
  }

  /** The text with every secret replaced. */
  text(text: string): string {
    let masked = text
    for (const form of this.#forms) if (masked.includes(form)) masked = masked.replaceAll(form, MASK)
    return masked
  }

  object(value: JsonObject): JsonObject {
    if (this.#forms.length === 0) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.#json(item)]))
  }

  #json(value: Json): Json {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item: Json) => this.#json(item))
    return isJsonObject(value) ? this.object(value) : value
  }
}

function formsOf(secret: string): readonly string[] {
  const lines = secret.includes('\n') ? secret.split(/\r?\n/) : []
  const plain = [secret, ...lines, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
  return [...plain, ...base64Forms(secret)].filter((form) => form.length >= MIN_LENGTH)
}

// Base64 of a text that contains the secret holds one of three alignments of it; the characters at its borders depend on
// the neighbours and are left out.
function base64Forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  if (bytes.length < MIN_LENGTH) return []
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '')
    const first = Math.ceil((offset * 8) / 6)
    const last = Math.floor(((offset + bytes.length) * 8) / 6)
    const core = text.slice(first, last)
    return core.length < MIN_LENGTH ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
