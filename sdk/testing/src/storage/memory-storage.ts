// Storage in memory, for tests and simulation; it passes the storage suite.

import { MillraceError } from '@millrace/model'
import type { Bytes, Clock, Storage, StorageUri } from '@millrace/ports'
import { checkedFileUri, checkedFolderUri } from './uri-check.ts'

interface StoredFile {
  readonly content: Uint8Array
  readonly modifiedAt: number
}

async function collect(content: Bytes | Uint8Array): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content.slice()
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk.slice())
  return Buffer.concat(chunks)
}

async function* bytesOf(content: Uint8Array): Bytes {
  if (content.byteLength > 0) yield content.slice()
}

export class MemoryStorage implements Storage {
  readonly id = 'memory'
  readonly #files = new Map<StorageUri, StoredFile>()
  readonly #clock: Pick<Clock, 'now'>

  constructor(deps: { readonly clock: Pick<Clock, 'now'> }) {
    this.#clock = deps.clock
  }

  async put(uri: StorageUri, content: Bytes | Uint8Array): Promise<number> {
    checkedFileUri(uri)
    const collected = await collect(content)
    this.#files.set(uri, { content: collected, modifiedAt: this.#clock.now() })
    return collected.byteLength
  }

  async get(uri: StorageUri, range?: Parameters<Storage['get']>[1]): Promise<Bytes> {
    const file = this.#files.get(checkedFileUri(uri))
    if (file === undefined) throw new MillraceError('MR_STORAGE_NOT_FOUND', `There is no file ${uri} in the storage.`)
    const size = file.content.byteLength
    return bytesOf(file.content.subarray(range?.start ?? 0, Math.min(range?.end ?? size, size)))
  }

  async stat(uri: StorageUri): Promise<{ readonly size: number; readonly modifiedAt: number } | undefined> {
    const file = this.#files.get(checkedFileUri(uri))
    return file === undefined ? undefined : { size: file.content.byteLength, modifiedAt: file.modifiedAt }
  }

  async list(prefix: StorageUri): Promise<readonly StorageUri[]> {
    const folder = checkedFolderUri(prefix)
    return [...this.#files.keys()].filter((uri) => uri.startsWith(folder)).sort()
  }

  async remove(uri: StorageUri): Promise<number> {
    if (!uri.endsWith('/')) return this.#files.delete(checkedFileUri(uri)) ? 1 : 0
    const below = await this.list(uri)
    for (const each of below) this.#files.delete(each)
    return below.length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#files.clear()
  }
}
