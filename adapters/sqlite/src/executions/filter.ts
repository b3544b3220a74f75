// Filters of executions as conditions. What a condition costs is decided by the index that serves the whole query.

import type { ExecutionFilter, Label } from '@millrace/sdk-adapter'
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Tables } from '../sql/tables.ts'

type Row = ExpressionBuilder<Tables, 'executions'>

/** Rows that are no query row (entities without one) never match. */
export function conditionsOf(row: Row, filter: ExecutionFilter): Expression<SqlBool> {
  const { namespace, flowId, states, labels, startedFrom, startedBefore, parentId, triggerId, text } = filter
  const conditions: Expression<SqlBool>[] = [row('started_at', 'is not', null)]
  if (namespace !== undefined) conditions.push(namespaceIs(row, namespace))
  if (flowId !== undefined) conditions.push(row('flow_id', '=', flowId))
  if (states !== undefined) conditions.push(row('state', 'in', states.length === 0 ? [''] : states))
  if (startedFrom !== undefined) conditions.push(row('started_at', '>=', startedFrom))
  if (startedBefore !== undefined) conditions.push(row('started_at', '<', startedBefore))
  if (parentId !== undefined) conditions.push(row('parent_id', '=', parentId))
  if (triggerId !== undefined) conditions.push(row('trigger_id', '=', triggerId))
  if (text !== undefined) conditions.push(row.or([holds('id', text), holds('flow_id', text), holds('namespace', text)]))
  for (const label of labels ?? []) conditions.push(hasLabel(label))
  return row.and(conditions)
}

// Names below a namespace lie between "name." and "name/": '/' follows '.' in the order of bytes.
function namespaceIs(
  row: Row,
  { value, isPrefix }: { readonly value: string; readonly isPrefix: boolean },
): Expression<SqlBool> {
  const itself = row('namespace', '=', value)
  if (!isPrefix) return itself
  return row.or([itself, row.and([row('namespace', '>', `${value}.`), row('namespace', '<', `${value}/`)])])
}

export function holds(column: string, text: string): Expression<SqlBool> {
  return sql<SqlBool>`instr(lower(${sql.ref(column)}), lower(${text})) > 0`
}

function hasLabel(label: Label): Expression<SqlBool> {
  return sql<SqlBool>`executions.id in (
    select execution_id from execution_labels where key = ${label.key} and value = ${label.value}
    union all select id from executions as itself where ${isSelfLabelled('itself', label)})`
}

/** Whether an execution has its own id as the label: such a label has no row. */
export function isSelfLabelled(table: string, { key, value }: Label): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(`${table}.id`)} = ${value} and exists (
    select 1 from json_each(${sql.ref(`${table}.labels`)}) as label
    where label.value ->> 'key' = ${key} and label.value ->> 'value' = ${value})`
}
