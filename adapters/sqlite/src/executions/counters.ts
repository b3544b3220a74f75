// How many executions there are by namespace, flow, state and day of start, kept in the transaction that changes them.
// The changes of one transaction are merged first: a busy flow costs one update a transaction, not one an execution.

import { bulkStatement } from '../sql/statement.ts'
import { build } from '../sql/builder.ts'
import type { Connection } from '../connection.ts'

export interface CountChange {
  readonly namespace: string
  readonly flowId: string
  readonly state: string
  readonly day: number
  readonly by: number
}

export const DAY_MS = 86_400_000

export interface Counted {
  readonly namespace: string | null
  readonly flowId: string | null
  readonly state: string | null
  readonly startedAt: number | null
}

/** What a row adds to the counters, or takes from them. */
export function countChange({ namespace, flowId, state, startedAt }: Counted, by: number): readonly CountChange[] {
  if (namespace === null || flowId === null || state === null || startedAt === null) return []
  return [{ namespace, flowId, state, day: Math.floor(startedAt / DAY_MS), by }]
}

const add = bulkStatement<CountChange>(
  (count) =>
    build
      .insertInto('execution_counts')
      .values(Array.from({ length: count }, () => ({ namespace: '', flow_id: '', state: '', day: 0, count: 0 })))
      .onConflict((conflict) =>
        conflict
          .columns(['namespace', 'flow_id', 'state', 'day'])
          .doUpdateSet((row) => ({ count: row('execution_counts.count', '+', row.ref('excluded.count')) })),
      ),
  ({ namespace, flowId, state, day, by }) => [namespace, flowId, state, day, by],
)

export function writeCounts(connection: Connection, changes: readonly CountChange[]): void {
  for (const query of add.chunks(merged(changes))) connection.runOf(query)
}

function merged(changes: readonly CountChange[]): readonly CountChange[] {
  const sums = new Map<string, { -readonly [Name in keyof CountChange]: CountChange[Name] }>()
  for (const change of changes) {
    const { namespace, flowId, state, day, by } = change
    const key = `${day}/${namespace.length}/${flowId.length}/${namespace}${flowId}${state}`
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { namespace, flowId, state, day, by })
    else sum.by += by
  }
  return [...sums.values()].filter(({ by }) => by !== 0)
}
