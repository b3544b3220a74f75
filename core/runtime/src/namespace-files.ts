// Files of a namespace: where they are in the internal storage, in the folders that Kestra 1.x uses.

import { MillraceError } from '@millrace/model'
import type { Storage, StorageUri } from '@millrace/ports'

const MAX_PATH = 1_024

/** The folder of a namespace's files; ends in `/`. Throws MR_STORAGE_URI for what is no namespace. */
export function namespaceFolder(namespace: string): StorageUri {
  const segments = namespace.split('.')
  if (segments.some((segment) => !/^[\p{L}\p{N}_-]+$/u.test(segment)))
    throw new MillraceError('MR_STORAGE_URI', `"${namespace.slice(0, 200)}" is no namespace.`)
  return `kestra:///${segments.join('/')}/_files/`
}

/**
 * The URI of a file of a namespace: `a/b.txt`, `/a/b.txt` and `nsfile:///a/b.txt` name the same. Throws MR_STORAGE_URI for a path that
 * is empty or leaves the folder.
 */
export function namespaceFile(namespace: string, path: string): StorageUri {
  const segments = path
    .replace(/^nsfile:\/\/(?=\/)/, '')
    .replace(/^\//, '')
    .split('/')
  if (path.length > MAX_PATH || segments.some((segment) => !isSegment(segment)))
    throw new MillraceError('MR_STORAGE_URI', `"${path.slice(0, 200)}" is no path of a file of a namespace.`, {
      hint: 'It is written as folder/file.txt.',
    })
  return `${namespaceFolder(namespace)}${segments.join('/')}`
}

function isSegment(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && !/[\\\p{Cc}]/u.test(segment)
}

/** Paths of all files of a namespace, in order of their code units. */
export async function namespaceFiles(storage: Storage, namespace: string): Promise<readonly string[]> {
  const folder = namespaceFolder(namespace)
  return (await storage.list(folder)).map((uri) => uri.slice(folder.length))
}
