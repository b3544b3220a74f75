// Storage in a folder: `kestra:///a/b` is the file `a/b` below its root. Links never lead out of it.

import { constants } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { MillraceError } from '@millrace/sdk-adapter'
import type { Bytes, Ids, Storage, StorageUri } from '@millrace/sdk-adapter'
import { writeDurably } from './durable-file.ts'
import { hasCode, isAbsence, storageFailure } from './file-error.ts'
import { emptyFolder, regularFilesBelow, removeEmptyFolders, removeOne } from './folder-tree.ts'
import type { Place } from './place.ts'
import { fileSegments, folderSegments, uriOf } from './storage-path.ts'

type Range = Parameters<Storage['get']>[1]

function notFound(uri: string): MillraceError {
  return new MillraceError('MR_STORAGE_NOT_FOUND', `There is no file ${uri} in the storage.`)
}

export class FolderStorage implements Storage {
  readonly id: string
  readonly #place: Place
  readonly #ids: Ids

  constructor(deps: { readonly place: Place; readonly ids: Ids }) {
    this.id = deps.place.id
    this.#place = deps.place
    this.#ids = deps.ids
  }

  async put(uri: StorageUri, content: Bytes | Uint8Array): Promise<number> {
    const target = this.#pathOf(fileSegments(uri))
    const temporary = path.join(this.#place.temporary, this.#ids.next())
    try {
      await this.#checkFolder(uri, path.dirname(target))
      return await writeDurably(target, temporary, content)
    } catch (thrown) {
      throw storageFailure(thrown, `${uri} cannot be written`)
    }
  }

  async get(uri: StorageUri, range?: Range): Promise<Bytes> {
    if ((await this.stat(uri)) === undefined) throw notFound(uri)
    return this.#read(uri, range)
  }

  async stat(uri: StorageUri): Promise<{ readonly size: number; readonly modifiedAt: number } | undefined> {
    await using handle = await this.#open(uri)
    if (handle === undefined) return undefined
    const found = await handle.stat()
    return { size: found.size, modifiedAt: Math.floor(found.mtimeMs) }
  }

  async list(prefix: StorageUri): Promise<readonly StorageUri[]> {
    const files = await this.#filesBelow(folderSegments(prefix))
    return files.map((file) => uriOf(path.relative(this.#place.files, file))).sort()
  }

  async remove(uri: StorageUri): Promise<number> {
    try {
      return uri.endsWith('/')
        ? await this.#removeFolder(folderSegments(uri))
        : await this.#removeFile(fileSegments(uri))
    } catch (thrown) {
      throw storageFailure(thrown, `${uri} cannot be removed`)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing is held open between calls.
  }

  #pathOf(segments: readonly string[]): string {
    return path.join(this.#place.files, ...segments)
  }

  /** The nearest folder that exists must lie below the root, links followed. */
  async #checkFolder(uri: StorageUri, folder: string): Promise<void> {
    try {
      this.#checkWithin(uri, await realpath(folder))
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOENT') || folder === this.#place.files) throw thrown
      await this.#checkFolder(uri, path.dirname(folder))
    }
  }

  #checkWithin(uri: StorageUri, real: string): void {
    if (real === this.#place.files || real.startsWith(this.#place.files + path.sep)) return
    throw new MillraceError('MR_STORAGE_URI', `${uri} is a link that leaves the storage.`)
  }

  /** Undefined when there is no such file. What was opened is what the checked path names. */
  async #open(uri: StorageUri): Promise<FileHandle | undefined> {
    const file = this.#pathOf(fileSegments(uri))
    let handle: FileHandle | undefined
    try {
      handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
      const [opened, real] = await Promise.all([handle.stat(), realpath(file)])
      this.#checkWithin(uri, real)
      const named = await stat(real)
      if (opened.isFile() && named.ino === opened.ino && named.dev === opened.dev) return handle
      await handle.close()
      return undefined
    } catch (thrown) {
      await handle?.close()
      if (isAbsence(thrown)) return undefined
      throw storageFailure(thrown, `${uri} cannot be read`)
    }
  }

  /** Opened by the first read, so that content which nobody reads holds nothing open. */
  async *#read(uri: StorageUri, range: Range): Bytes {
    await using handle = await this.#open(uri)
    if (handle === undefined) throw notFound(uri)
    const start = range?.start ?? 0
    const size = (await handle.stat()).size
    const end = Math.min(range?.end ?? size, size)
    if (start >= end) return
    yield* handle.createReadStream({ start, end: end - 1, autoClose: false })
  }

  async #filesBelow(segments: readonly string[]): Promise<readonly string[]> {
    const folder = this.#pathOf(segments)
    const uri = uriOf(segments.join('/'))
    try {
      this.#checkWithin(uri, await realpath(folder))
      return await regularFilesBelow(folder)
    } catch (thrown) {
      if (isAbsence(thrown)) return []
      throw storageFailure(thrown, `The files below ${uri} cannot be listed`)
    }
  }

  async #removeFile(segments: readonly string[]): Promise<number> {
    if ((await this.stat(uriOf(segments.join('/')))) === undefined) return 0
    const isRemoved = await removeOne(this.#pathOf(segments))
    await removeEmptyFolders(this.#place.files, segments.slice(0, -1))
    return isRemoved ? 1 : 0
  }

  async #removeFolder(segments: readonly string[]): Promise<number> {
    const files = await this.#filesBelow(segments)
    if (files.length === 0) return 0
    await emptyFolder(this.#pathOf(segments))
    await removeEmptyFolders(this.#place.files, segments)
    return files.length
  }
}
