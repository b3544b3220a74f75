// Timers: due dates of executions, other entities and parts, each found by a partial index that holds nothing else.

import type { DueTimer } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { build } from '../sql/builder.ts'
import { statement } from '../sql/statement.ts'

interface Until {
  now: number
  limit: number
}

const dueExecutions = statement((until: Until) =>
  build
    .selectFrom('executions')
    .select(['id', 'due_at'])
    .where('due_at', '<=', until.now)
    .orderBy('due_at')
    .limit(until.limit),
)
const dueEntities = statement((until: Until) =>
  build
    .selectFrom('entities')
    .select(['kind', 'key', 'due_at'])
    .where('due_at', '<=', until.now)
    .orderBy('due_at')
    .limit(until.limit),
)
const dueParts = statement((until: Until) =>
  build
    .selectFrom('parts')
    .select(['entity_kind', 'entity_key', 'part_key', 'due_at'])
    .where('due_at', '<=', until.now)
    .orderBy('due_at')
    .limit(until.limit),
)

const firstDates = statement(() =>
  build.selectNoFrom((row) => [
    row
      .selectFrom('executions')
      .select((from) => from.fn.min('due_at').as('due_at'))
      .where('due_at', 'is not', null)
      .as('execution'),
    row
      .selectFrom('entities')
      .select((from) => from.fn.min('due_at').as('due_at'))
      .where('due_at', 'is not', null)
      .as('entity'),
    row
      .selectFrom('parts')
      .select((from) => from.fn.min('due_at').as('due_at'))
      .where('due_at', 'is not', null)
      .as('part'),
  ]),
)

export function dueTimers(connection: Connection, until: Until): readonly DueTimer[] {
  const timers: DueTimer[] = [
    ...connection
      .all(dueExecutions, until)
      .map((row) => ({ ref: { kind: 'execution', key: row.id }, dueAt: row.due_at ?? 0 })),
    ...connection
      .all(dueEntities, until)
      .map((row) => ({ ref: { kind: row.kind, key: row.key }, dueAt: row.due_at ?? 0 })),
    ...connection.all(dueParts, until).map((row) => ({
      ref: { kind: row.entity_kind, key: row.entity_key },
      part: row.part_key,
      dueAt: row.due_at ?? 0,
    })),
  ]
  return timers.toSorted((left, right) => left.dueAt - right.dueAt).slice(0, until.limit)
}

export function nextDueAt(connection: Connection): number | undefined {
  const row = connection.get(firstDates, {})
  const dates = [row?.execution, row?.entity, row?.part].filter((date) => typeof date === 'number')
  return dates.length === 0 ? undefined : Math.min(...dates)
}
