// Removes executions with all that belongs to them, in pieces so small that commits of others go in between.

import { build } from '../sql/builder.ts'
import { statement } from '../sql/statement.ts'
import type { Transaction } from '../transaction.ts'
import type { Writer } from '../writer.ts'
import { countChange } from './counters.ts'
import { writeLabels } from './labels.ts'

/** Rows of logs that one piece removes. */
const PIECE = 1000

interface Of {
  id: string
}

export const endedExecutions = statement((of: { endedBefore: number; limit: number }) =>
  build
    .selectFrom('executions')
    .select('id')
    .where('ended_at', '<', of.endedBefore)
    .where('is_live', '=', 0)
    .orderBy('ended_at')
    .orderBy('id')
    .limit(of.limit),
)

const find = statement((of: Of) =>
  build
    .selectFrom('executions')
    .select(['namespace', 'flow_id as flowId', 'state', 'started_at as startedAt', 'labels'])
    .where('id', '=', of.id),
)

const removeExecution = statement((of: Of) => build.deleteFrom('executions').where('id', '=', of.id))
const removeHolds = statement((of: Of) =>
  build.deleteFrom('holds').where('entity_kind', '=', 'execution').where('entity_key', '=', of.id),
)

const removeLogs = statement((of: Of) =>
  build
    .deleteFrom('logs')
    .where('number', 'in', (row) =>
      row.selectFrom('logs').select('number').where('execution_id', '=', of.id).limit(PIECE),
    ),
)
const removeMetrics = statement((of: Of) =>
  build
    .deleteFrom('metrics')
    .where('number', 'in', (row) =>
      row.selectFrom('metrics').select('number').where('execution_id', '=', of.id).limit(PIECE),
    ),
)
const removeParts = statement((of: Of) =>
  build
    .deleteFrom('parts')
    .where('entity_kind', '=', 'execution')
    .where('entity_key', '=', of.id)
    .where('part_key', 'in', (row) =>
      row
        .selectFrom('parts')
        .select('part_key')
        .where('entity_kind', '=', 'execution')
        .where('entity_key', '=', of.id)
        .limit(PIECE),
    ),
)

/** The row goes first: what is left of an execution that does not exist any more harms nobody, should a crash come in between. */
export async function removeExecutionWithAll(writer: Writer, id: string): Promise<boolean> {
  const existed = await writer.write((transaction) => removeRow(transaction, id))
  for (const rows of [removeParts, removeLogs, removeMetrics]) {
    while ((await writer.write(({ connection }) => connection.run(rows, { id }), false)) === PIECE);
  }
  return existed
}

function removeRow(transaction: Transaction, id: string): boolean {
  const { connection } = transaction
  const row = connection.get(find, { id })
  if (row === undefined) return false
  writeLabels(connection, id, row.labels, null)
  connection.run(removeHolds, { id })
  connection.run(removeExecution, { id })
  transaction.count(countChange(row, -1))
  return true
}
