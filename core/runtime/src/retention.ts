// Ended executions older than a set age are purged with their files, in small batches with pauses between.

import { messageOf, STATES, isTerminal } from '@millrace/model'
import type { Clock, ExecutionSummary, Metrics, Repository, Storage } from '@millrace/ports'
import type { Log } from './log.ts'
import { executionFolder } from './storage-paths.ts'

export interface RetentionDeps {
  readonly repository: Repository
  readonly storage: Storage
  readonly clock: Clock
  readonly metrics: Metrics
  readonly log: Log
  /** Executions that ended longer ago than this are purged. */
  readonly keepMs: number
  /** Default 100. */
  readonly batchSize?: number
  /** Between looks that found nothing. Default 60 s. */
  readonly intervalMs?: number
}

const PAUSE_MS = 100
const TERMINAL = STATES.filter(isTerminal)

export function createRetention(deps: RetentionDeps): AsyncDisposable {
  let isStopped = false
  let cancel: () => void = () => {}
  let purging: Promise<void> = Promise.resolve()
  const arm = (delayMs: number): void => {
    if (!isStopped)
      cancel = deps.clock.after(delayMs, () => {
        purging = purgeOnce(deps).then((purged) => arm(purged > 0 ? PAUSE_MS : (deps.intervalMs ?? 60_000)))
      })
  }
  arm(PAUSE_MS)
  return {
    [Symbol.asyncDispose]: async () => {
      isStopped = true
      cancel()
      await purging
    },
  }
}

/** How many were purged; 0 also when it failed. */
async function purgeOnce(deps: RetentionDeps): Promise<number> {
  const { repository, metrics, log } = deps
  try {
    const old = await oldest(deps)
    for (const { id, namespace, flowId } of old) {
      // Files first: without its rows nobody would find them again.
      await deps.storage.remove(executionFolder({ namespace, flowId, executionId: id }))
      await repository.executions.remove(id)
    }
    if (old.length > 0) metrics.count('millrace_executions_purged_total', old.length)
    return old.length
  } catch (error) {
    log.warn({ error: messageOf(error) }, 'Old executions could not be purged; it is tried again.')
    return 0
  }
}

async function oldest({ repository, clock, keepMs, batchSize }: RetentionDeps): Promise<readonly ExecutionSummary[]> {
  const endedBefore = clock.now() - keepMs
  const page = await repository.executions.page(
    { states: TERMINAL },
    { by: 'endedAt', direction: 'asc' },
    { size: batchSize ?? 100 },
  )
  return page.items.filter(({ endedAt }) => endedAt !== undefined && endedAt < endedBefore)
}
