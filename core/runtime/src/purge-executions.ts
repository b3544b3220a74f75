// Removes ended executions that a task names, page by page.

import { isTerminal, STATES } from '@millrace/model'
import type { ExecutionSummary, Platform, Repository, Storage } from '@millrace/ports'
import { everyItem } from './every-item.ts'
import { executionFolder } from './storage-paths.ts'

interface PurgeDeps {
  readonly repository: Pick<Repository, 'executions'>
  readonly storage: Storage
}

type Purge = Platform['executions']['purge']

const PAGE = 500
const ENDS: ReadonlySet<string> = new Set(STATES.filter((state) => isTerminal(state)))

/** Files go first: an execution that is still listed is found again when a crash came between. */
export async function purgeExecutions(deps: PurgeDeps, options: Parameters<Purge>[0]): ReturnType<Purge> {
  const { keepsExecutions = false, keepsFiles = false } = options
  const removed = { executions: 0, files: 0 }
  for await (const { id, namespace, flowId } of endedOnes(deps, options)) {
    const folder = executionFolder({ namespace, flowId, executionId: id })
    if (!keepsFiles) removed.files += await deps.storage.remove(folder)
    if (!keepsExecutions && (await deps.repository.executions.remove(id))) removed.executions += 1
  }
  return removed
}

async function* endedOnes(
  { repository }: PurgeDeps,
  { filter, endedBefore }: Parameters<Purge>[0],
): AsyncGenerator<ExecutionSummary> {
  const states = (filter.states ?? [...ENDS]).filter((state) => ENDS.has(state))
  if (states.length === 0) return
  const ended = everyItem(PAGE, (request) =>
    repository.executions.page({ ...filter, states }, { by: 'id', direction: 'asc' }, request),
  )
  for await (const execution of ended)
    if (execution.endedAt !== undefined && execution.endedAt < endedBefore) yield execution
}
