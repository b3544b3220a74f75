// The execution document, put together from what is stored.

import { MillraceError, type ExecutionDocument } from '@millrace/model'
import { toDocument, type ExecutionState } from '@millrace/engine'
import type { Clock, Repository } from '@millrace/ports'
import { decodeExecution } from '../executor/execution-decoder.ts'

export interface StoredExecution {
  readonly state: ExecutionState
  readonly version: number
}

/** All of an execution. Rejects with MR_EXECUTION_NOT_FOUND and MR_EXECUTION_CORRUPT. */
export async function readExecution(repository: Repository, id: string): Promise<StoredExecution> {
  const [stored] = await repository.entities.load([{ ref: { kind: 'execution', key: id }, parts: 'all' }])
  if (stored === undefined) throw new MillraceError('MR_EXECUTION_NOT_FOUND', `There is no execution "${id}".`)
  return { state: decodeExecution(stored, 'all').state, version: stored.version }
}

export async function readDocument(
  deps: { readonly repository: Repository; readonly clock: Clock },
  id: string,
): Promise<ExecutionDocument> {
  return toDocument((await readExecution(deps.repository, id)).state, deps.clock.now())
}
