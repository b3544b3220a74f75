// What the port says of URIs, as `MemoryStorage` checks it.

import { MillraceError } from '@millrace/model'
import type { StorageUri } from '@millrace/ports'

const START = 'kestra:///'

function isSegment(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..') return false
  if (/[\p{Cc}\\]/u.test(segment) || !segment.isWellFormed()) return false
  return Buffer.byteLength(segment) <= 255
}

function check(uri: string, rest: string): void {
  if (uri.startsWith(START) && rest.split('/').every(isSegment)) return
  throw new MillraceError('MR_STORAGE_URI', `${JSON.stringify(uri)} is no URI of the storage.`)
}

/** The URI of a file. Throws MR_STORAGE_URI. */
export function checkedFileUri(uri: StorageUri): StorageUri {
  check(uri, uri.slice(START.length))
  return uri
}

/** The URI of a folder, with a slash at its end. Throws MR_STORAGE_URI. */
export function checkedFolderUri(uri: StorageUri): StorageUri {
  if (uri === START) return uri
  const folder: StorageUri = uri.endsWith('/') ? uri : `${uri}/`
  check(uri, folder.slice(START.length, -1))
  return folder
}
