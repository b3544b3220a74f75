// Where the files of an execution live in the internal storage: in the folders that Kestra 1.x uses.

import type { AttemptMessage } from '@millrace/model'
import type { StorageUri } from '@millrace/ports'

interface ExecutionName {
  readonly namespace: string
  readonly flowId: string
  readonly executionId: string
}

/** Everything of an execution lies below; ends in `/`. */
export function executionFolder({ namespace, flowId, executionId }: ExecutionName): StorageUri {
  const path = [...namespace.split('.'), flowId, 'executions', executionId].map(segment).join('/')
  return `kestra:///${path}/`
}

/** A file of one attempt's task run. */
export function taskRunFile(message: AttemptMessage, name: string): StorageUri {
  const { taskRunId, task } = message
  return `${executionFolder(message)}tasks/${segment(task.id)}/${segment(taskRunId)}/${name}`
}

/** Ids of flows and tasks may hold what a path segment may not. */
function segment(text: string): string {
  const safe = text.replaceAll(/[^\p{L}\p{N}._-]/gu, '-')
  return safe === '' || safe === '.' || safe === '..' ? '-' : safe
}
