// Storage: files between tasks, by URI `kestra:///path`, as flows written for Kestra expect. Seen by every role.

import { token } from './token.ts'

/**
 * `kestra:///` and a path of segments, taken as they are: nothing is percent-decoded. A segment is 1 to 255 bytes of
 * UTF-8, is neither `.` nor `..`, and holds no `/`, no backslash and no control character.
 */
export type StorageUri = `kestra:///${string}`

export type Bytes = AsyncIterable<Uint8Array>

/** Rejects with MR_STORAGE_URI what is no URI of a file, and with MR_STORAGE_FAILED what the medium refuses. */
export interface Storage extends AsyncDisposable {
  /** Names the place where the files are: roles that give the same id see the same files. */
  readonly id?: string
  /** Writes a file whole or not at all; replaces an older one. Gives its size in bytes. */
  put(uri: StorageUri, content: Bytes | Uint8Array): Promise<number>
  /** Rejects with MR_STORAGE_NOT_FOUND. `range` counts bytes, the end not included. */
  get(uri: StorageUri, range?: { readonly start: number; readonly end?: number }): Promise<Bytes>
  /** Undefined when there is no such file. */
  stat(uri: StorageUri): Promise<{ readonly size: number; readonly modifiedAt: number } | undefined>
  /** Files below a path, in order of their code units; none where there is nothing. A `/` at the end changes nothing. */
  list(prefix: StorageUri): Promise<readonly StorageUri[]>
  /** Removes a file, or everything below a path that ends in `/`; gives how many. */
  remove(uri: StorageUri): Promise<number>
}
export const Storage = token<Storage>('Storage')
