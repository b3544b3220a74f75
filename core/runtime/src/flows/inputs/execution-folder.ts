// Files of an execution that callers bring or fetch: where uploads are put, and which files a caller may have.

import { MillraceError, type Flow } from '@millrace/model'
import type { StorageUri } from '@millrace/ports'
import { executionFolder } from '../../storage-paths.ts'

export interface ExecutionPlace {
  readonly namespace: string
  readonly flowId: string
  readonly id: string
}

/** Everything that belongs to an execution lies below; ends in `/`. */
export function folderOf({ namespace, flowId, id }: ExecutionPlace): StorageUri {
  return executionFolder({ namespace, flowId, executionId: id })
}

/** Where an uploaded file of an input is put. */
export function inputFileUri(
  flow: Pick<Flow, 'namespace' | 'id'>,
  executionId: string,
  inputId: string,
  fileName: string,
): StorageUri {
  return `${folderOf({ namespace: flow.namespace, flowId: flow.id, id: executionId })}inputs/${safeName(inputId)}/${safeName(fileName)}`
}

/** A file name of a stranger as one harmless path segment. */
function safeName(name: string): string {
  const plain = name
    .normalize('NFC')
    .slice(-80)
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
  return /^\.*$/.test(plain) ? `file${plain.length}` : plain
}

/**
 * The URI of a file, when it lies in the folder of this execution. Throws MR_STORAGE_URI for what is no URI of the
 * storage, MR_STORAGE_NOT_FOUND for any file elsewhere, so that nobody learns whether it is there.
 */
export function fileOfExecution(execution: ExecutionPlace, path: string): StorageUri {
  const match = /^kestra:\/\/(\/[^?#]*)$/.exec(path)
  const segments = match?.[1]?.split('/').slice(1) ?? []
  if (
    segments.length === 0 ||
    segments.some((segment) => segment === '' || segment === '.' || segment === '..' || /[\\\p{Cc}]/u.test(segment))
  ) {
    throw new MillraceError('MR_STORAGE_URI', `\`${path.slice(0, 200)}\` is no file of the internal storage.`)
  }
  const uri: StorageUri = `kestra:///${segments.join('/')}`
  if (uri.startsWith(folderOf(execution))) return uri
  throw new MillraceError(
    'MR_STORAGE_NOT_FOUND',
    `The execution ${execution.id} has no file \`${path.slice(0, 200)}\`.`,
  )
}
