// Labels as rows of their own, so that a search for a label is an index lookup; only executions that have any pay. A
// label whose value is the execution's own id (as that of its correlation) has no row: the id itself is looked up.

import type { Label } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { build } from '../sql/builder.ts'
import { statement } from '../sql/statement.ts'

interface LabelRow {
  id: string
  key: string
  value: string
}

const add = statement((row: LabelRow) =>
  build
    .insertInto('execution_labels')
    .values({ key: row.key, value: row.value, execution_id: row.id })
    .onConflict((conflict) => conflict.doNothing()),
)

const drop = statement((row: LabelRow) =>
  build
    .deleteFrom('execution_labels')
    .where('key', '=', row.key)
    .where('value', '=', row.value)
    .where('execution_id', '=', row.id),
)

/** Brings the rows from one list of labels, as stored, to another. */
export function writeLabels(connection: Connection, id: string, before: string | null, after: string | null): void {
  if (before === after) return
  for (const { key, value } of rowsOf(id, before)) connection.run(drop, { id, key, value })
  for (const { key, value } of rowsOf(id, after)) connection.run(add, { id, key, value })
}

function rowsOf(id: string, stored: string | null): readonly Label[] {
  return labelsOf(stored).filter(({ value }) => value !== id)
}

export function labelsOf(stored: string | null): readonly Label[] {
  return stored === null ? [] : (JSON.parse(stored) as readonly Label[])
}
