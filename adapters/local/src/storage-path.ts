// Where a URI of the internal storage lies below the root folder. Segments are checked here, once, for all operations.

import path from 'node:path'
import { MillraceError } from '@millrace/sdk-adapter'
import type { StorageUri } from '@millrace/sdk-adapter'

const URI_START = 'kestra:///'
const MAX_SEGMENT_BYTES = 255

function problemOf(segment: string): string | undefined {
  if (segment === '') return 'a part of its path is empty'
  if (segment === '.' || segment === '..') return 'its path has a part . or ..'
  if (/[\p{Cc}\\]/u.test(segment)) return 'a part of its path holds a backslash or a control character'
  if (!segment.isWellFormed()) return 'a part of its path is no well-formed text'
  if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES)
    return `a part of its path is longer than ${MAX_SEGMENT_BYTES} bytes`
  return undefined
}

function segmentsOf(uri: string, text: string): readonly string[] {
  const segments = text === '' ? [] : text.split('/')
  for (const segment of segments) {
    const problem = problemOf(segment)
    if (problem !== undefined)
      throw new MillraceError('MR_STORAGE_URI', `${JSON.stringify(uri)} is no URI of the storage: ${problem}.`)
  }
  return segments
}

function afterStart(uri: string): string {
  if (typeof uri === 'string' && uri.startsWith(URI_START)) return uri.slice(URI_START.length)
  throw new MillraceError(
    'MR_STORAGE_URI',
    `${JSON.stringify(uri)} is no URI of the storage: it does not begin with ${URI_START}.`,
  )
}

/** The segments of a file's URI, at least one. Throws MR_STORAGE_URI. */
export function fileSegments(uri: StorageUri): readonly string[] {
  const segments = segmentsOf(uri, afterStart(uri))
  if (segments.length === 0) throw new MillraceError('MR_STORAGE_URI', `${uri} names no file.`)
  return segments
}

/** The segments of a folder's URI, with or without a slash at its end; none for the whole storage. Throws MR_STORAGE_URI. */
export function folderSegments(uri: StorageUri): readonly string[] {
  return segmentsOf(uri, afterStart(uri).replace(/\/$/, ''))
}

/** The URI of a path relative to the root. */
export function uriOf(relativePath: string): StorageUri {
  return `${URI_START}${relativePath.split(path.sep).join('/')}`
}
