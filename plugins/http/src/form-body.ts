// Bodies of forms: URL-encoded, or in parts with files, streamed.

import { randomUUID } from 'node:crypto'
import { isJsonObject, MillraceError } from '@millrace/sdk-plugin'
import type { Bytes, Json, JsonObject, Storage, StorageUri } from '@millrace/sdk-plugin'

export interface Body {
  readonly type: string
  /** The body from its beginning. */
  readonly content: () => Bytes | Uint8Array
}

export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function encodedForm(fields: JsonObject): Body {
  const encoded = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value !== null) encoded.append(name, textOf(value))
  return {
    type: 'application/x-www-form-urlencoded',
    content: () => new TextEncoder().encode(encoded.toString()),
  }
}

/** A form in parts; files are read from the storage while it is sent. */
export function multipartForm(fields: JsonObject, storage: Storage): Body {
  const boundary = `millrace-${randomUUID()}`
  const parts = Object.entries(fields).filter(([, value]) => value !== null)
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    content: () => partsOf(parts, boundary, storage),
  }
}

async function* partsOf(parts: readonly (readonly [string, Json])[], boundary: string, storage: Storage): Bytes {
  const encoder = new TextEncoder()
  for (const [name, value] of parts) {
    const file = fileOf(value)
    const named =
      file === undefined ? '' : `; filename="${quoted(file.name)}"\r\nContent-Type: application/octet-stream`
    yield encoder.encode(`--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"${named}\r\n\r\n`)
    if (file === undefined) yield encoder.encode(textOf(value))
    else yield* await storage.get(file.uri)
    yield encoder.encode('\r\n')
  }
  yield encoder.encode(`--${boundary}--\r\n`)
}

function fileOf(value: Json): { readonly name: string; readonly uri: StorageUri } | undefined {
  const { content, name } = isJsonObject(value) ? value : { content: value, name: undefined }
  if (typeof content !== 'string' || !content.startsWith('kestra:///')) {
    if (name === undefined) return undefined
    throw new MillraceError('MR_TASK_PROPERTY', `The content of the file "${textOf(name)}" is no URI of a stored file.`)
  }
  const own = content.slice(content.lastIndexOf('/') + 1)
  return { name: typeof name === 'string' ? name : own, uri: content as StorageUri }
}

/** As the form standard of the web writes names. */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
