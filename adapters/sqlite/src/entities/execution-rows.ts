// The row of an execution. An update names only the columns that changed: SQLite rewrites the entry of every index
// whose columns a statement names, changed or not.

import type { EntityChange } from '@millrace/sdk-adapter'
import type { Connection } from '../connection.ts'
import { countChange, type CountChange } from '../executions/counters.ts'
import { writeLabels } from '../executions/labels.ts'
import { build } from '../sql/builder.ts'
import { statement } from '../sql/statement.ts'

interface BodyValues {
  id: string
  version: number
  expectedVersion: number
  body: string
  isLive: number
  dueAt: number | null
  owner: string | null
}

interface RowValues {
  namespace: string | null
  flowId: string | null
  flowRevision: number | null
  state: string | null
  startedAt: number | null
  endedAt: number | null
  parentId: string | null
  triggerId: string | null
  labels: string | null
}

const bodyColumns = (to: BodyValues) => ({
  version: to.version,
  body: to.body,
  is_live: to.isLive,
  due_at: to.dueAt,
  owner: to.owner,
})
const stateColumns = (to: RowValues) => ({ flow_revision: to.flowRevision, state: to.state, ended_at: to.endedAt })
const placeColumns = (to: RowValues) => ({
  namespace: to.namespace,
  flow_id: to.flowId,
  started_at: to.startedAt,
  parent_id: to.parentId,
  trigger_id: to.triggerId,
  labels: to.labels,
})

const insert = statement((to: BodyValues & RowValues) =>
  build
    .insertInto('executions')
    .values({ id: to.id, ...bodyColumns(to), ...stateColumns(to), ...placeColumns(to) })
    .onConflict((conflict) => conflict.doNothing()),
)

const find = statement((at: { id: string; expectedVersion: number }) =>
  build
    .selectFrom('executions')
    .select([
      'namespace',
      'flow_id as flowId',
      'flow_revision as flowRevision',
      'state',
      'started_at as startedAt',
      'ended_at as endedAt',
      'parent_id as parentId',
      'trigger_id as triggerId',
      'labels',
    ])
    .where('id', '=', at.id)
    .where('version', '=', at.expectedVersion),
)

const updateBody = statement((to: BodyValues) =>
  build
    .updateTable('executions')
    .set(bodyColumns(to))
    .where('id', '=', to.id)
    .where('version', '=', to.expectedVersion),
)

// What most commits are: nothing but the body differs. The conditions cost less than reading the row, and no index is
// touched.
const keepColumns = statement((to: BodyValues & RowValues) =>
  build
    .updateTable('executions')
    .set({ version: to.version, body: to.body })
    .where('id', '=', to.id)
    .where('version', '=', to.expectedVersion)
    .where('is_live', '=', to.isLive)
    .where('due_at', 'is', to.dueAt)
    .where('owner', 'is', to.owner)
    .where('namespace', 'is', to.namespace)
    .where('flow_id', 'is', to.flowId)
    .where('flow_revision', 'is', to.flowRevision)
    .where('state', 'is', to.state)
    .where('started_at', 'is', to.startedAt)
    .where('ended_at', 'is', to.endedAt)
    .where('parent_id', 'is', to.parentId)
    .where('trigger_id', 'is', to.triggerId)
    .where('labels', 'is', to.labels),
)

const updateState = statement((to: BodyValues & RowValues) =>
  build
    .updateTable('executions')
    .set({ ...bodyColumns(to), ...stateColumns(to) })
    .where('id', '=', to.id)
    .where('version', '=', to.expectedVersion),
)

const updateAll = statement((to: BodyValues & RowValues) =>
  build
    .updateTable('executions')
    .set({ ...bodyColumns(to), ...stateColumns(to), ...placeColumns(to) })
    .where('id', '=', to.id)
    .where('version', '=', to.expectedVersion),
)

/** Writes the execution and gives what it changes in the counters; undefined when its version is not the expected one. */
export function changeExecution(connection: Connection, change: EntityChange): readonly CountChange[] | undefined {
  const values = valuesOfChange(change)
  if (change.expectedVersion === 0) return insertExecution(connection, values)
  if (change.row === undefined) return connection.run(updateBody, values) === 1 ? [] : undefined
  return updateExecution(connection, values)
}

type Values = BodyValues & RowValues

function insertExecution(connection: Connection, values: Values): readonly CountChange[] | undefined {
  if (connection.run(insert, values) !== 1) return undefined
  writeLabels(connection, values.id, null, values.labels)
  return countChange(values, 1)
}

function updateExecution(connection: Connection, values: Values): readonly CountChange[] | undefined {
  if (values.isLive === 1 && connection.run(keepColumns, values) === 1) return []
  const before = connection.get(find, values)
  if (before === undefined) return undefined
  const isPlaced = PLACE.every((name) => before[name] === values[name])
  if (isPlaced && STATE.every((name) => before[name] === values[name]))
    return connection.run(updateBody, values) === 1 ? [] : undefined
  if (connection.run(isPlaced ? updateState : updateAll, values) !== 1) return undefined
  writeLabels(connection, values.id, before.labels, values.labels)
  return isPlaced && before.state === values.state ? [] : [...countChange(before, -1), ...countChange(values, 1)]
}

const PLACE = ['namespace', 'flowId', 'startedAt', 'parentId', 'triggerId', 'labels'] as const
const STATE = ['flowRevision', 'state', 'endedAt'] as const

const NO_ROW = {
  namespace: null,
  flowId: null,
  flowRevision: null,
  state: null,
  startedAt: null,
  endedAt: null,
  parentId: null,
  triggerId: null,
  labels: [],
} as const

// One flat object, made in one piece: this is done for each change.
function valuesOfChange({ ref, expectedVersion, body, isLive, dueAt, owner, row: given }: EntityChange): Values {
  const row = given ?? NO_ROW
  return {
    id: ref.key,
    version: expectedVersion + 1,
    expectedVersion,
    body,
    isLive: isLive ? 1 : 0,
    dueAt: dueAt ?? null,
    owner: owner ?? null,
    namespace: row.namespace,
    flowId: row.flowId,
    flowRevision: row.flowRevision,
    state: row.state,
    startedAt: row.startedAt,
    endedAt: row.endedAt ?? null,
    parentId: row.parentId ?? null,
    triggerId: row.triggerId ?? null,
    labels: row.labels.length === 0 ? null : JSON.stringify(row.labels),
  }
}
