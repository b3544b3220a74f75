// The tables as kysely sees them. Truth values are 0 and 1, instants milliseconds, absent values null.

import type { Generated } from 'kysely'

interface ExecutionsTable {
  number: Generated<number>
  id: string
  version: number
  body: string
  is_live: number
  due_at: number | null
  owner: string | null
  namespace: string | null
  flow_id: string | null
  flow_revision: number | null
  state: string | null
  started_at: number | null
  ended_at: number | null
  parent_id: string | null
  trigger_id: string | null
  labels: string | null
}

interface EntitiesTable {
  kind: string
  key: string
  version: number
  body: string
  is_live: number
  due_at: number | null
  owner: string | null
}

export interface PartsTable {
  entity_kind: string
  entity_key: string
  part_key: string
  body: string
  is_live: number
  due_at: number | null
}

export interface HoldsTable {
  entity_kind: string
  entity_key: string
  part: string
  holder: string
}

export interface MessagesTable {
  id: Generated<number>
  topic: string
  consumer_group: string
  key: string
  body: string
  published_at: number
  available_at: number
  deliveries: number
}

export interface LogsTable {
  number: Generated<number>
  execution_id: string
  task_run_id: string
  attempt: number
  sequence: number
  at: number
  level: number
  namespace: string
  flow_id: string
  task_id: string | null
  message: string
}

export interface MetricsTable extends Omit<LogsTable, 'level' | 'message' | 'task_id'> {
  task_id: string
  name: string
  type: string
  value: number
  tags: string | null
}

export interface FlowRevisionsTable {
  namespace: string
  id: string
  revision: number
  body: string
  source: string
  updated_at: number
  is_newest: number
  is_deleted: number
}

export interface KvTable {
  namespace: string
  key: string
  value: string
  description: string | null
  created_at: number
  updated_at: number
  expires_at: number | null
  version: number
}

interface SetAsideTable {
  id: string
  topic: string
  key: string
  body: string
  code: string
  cause: string
  at: number
}

export interface Tables {
  executions: ExecutionsTable
  execution_labels: { key: string; value: string; execution_id: string }
  execution_counts: { namespace: string; flow_id: string; state: string; day: number; count: number }
  entities: EntitiesTable
  parts: PartsTable
  holds: HoldsTable
  messages: MessagesTable
  consumer_groups: { topic: string; name: string }
  leases: { topic: string; consumer_group: string; key: string; token: string; expires_at: number; deliveries: number }
  logs: LogsTable
  metrics: MetricsTable
  flow_revisions: FlowRevisionsTable
  kv: KvTable
  services: { id: string; body: string }
  set_aside: SetAsideTable
  probe: { id: number; at: number }
}
