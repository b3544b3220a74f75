// The first schema. An execution is one row: what the engine stores and what people query stand side by side, so that
// a commit writes one row. Indexes on what is rarely set (due dates, owners, parents) are partial: a row that has
// none of it pays nothing.

export const FIRST_SCHEMA = `
CREATE TABLE executions (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  is_live INTEGER NOT NULL,
  due_at INTEGER,
  owner TEXT,
  namespace TEXT,
  flow_id TEXT,
  flow_revision INTEGER,
  state TEXT,
  started_at INTEGER,
  ended_at INTEGER,
  parent_id TEXT,
  trigger_id TEXT,
  labels TEXT
);
CREATE INDEX executions_started ON executions (started_at, id);
CREATE INDEX executions_state ON executions (state, started_at, id);
CREATE INDEX executions_flow ON executions (namespace, flow_id, started_at, id);
CREATE INDEX executions_due ON executions (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX executions_owner ON executions (owner) WHERE owner IS NOT NULL;
CREATE INDEX executions_ended ON executions (ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX executions_parent ON executions (parent_id, started_at, id) WHERE parent_id IS NOT NULL;
CREATE INDEX executions_trigger ON executions (trigger_id, started_at, id) WHERE trigger_id IS NOT NULL;

CREATE TABLE execution_labels (
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  execution_id TEXT NOT NULL,
  PRIMARY KEY (key, value, execution_id)
) WITHOUT ROWID;

CREATE TABLE execution_counts (
  namespace TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  state TEXT NOT NULL,
  day INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (namespace, flow_id, state, day)
) WITHOUT ROWID;

CREATE TABLE entities (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  is_live INTEGER NOT NULL,
  due_at INTEGER,
  owner TEXT,
  PRIMARY KEY (kind, key)
);
CREATE INDEX entities_due ON entities (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX entities_owner ON entities (owner) WHERE owner IS NOT NULL;

CREATE TABLE parts (
  entity_kind TEXT NOT NULL,
  entity_key TEXT NOT NULL,
  part_key TEXT NOT NULL,
  body TEXT NOT NULL,
  is_live INTEGER NOT NULL,
  due_at INTEGER,
  PRIMARY KEY (entity_kind, entity_key, part_key)
);
CREATE INDEX parts_live ON parts (entity_kind, entity_key) WHERE is_live = 1;
CREATE INDEX parts_due ON parts (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE holds (
  entity_kind TEXT NOT NULL,
  entity_key TEXT NOT NULL,
  part TEXT NOT NULL,
  holder TEXT NOT NULL,
  PRIMARY KEY (entity_kind, entity_key, part)
) WITHOUT ROWID;
CREATE INDEX holds_holder ON holds (holder);

CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  topic TEXT NOT NULL,
  consumer_group TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  available_at INTEGER NOT NULL,
  deliveries INTEGER NOT NULL
);
CREATE INDEX messages_queue ON messages (topic, consumer_group);

CREATE TABLE consumer_groups (
  topic TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (topic, name)
) WITHOUT ROWID;

CREATE TABLE leases (
  topic TEXT NOT NULL,
  consumer_group TEXT NOT NULL,
  key TEXT NOT NULL,
  token TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  deliveries INTEGER NOT NULL,
  PRIMARY KEY (topic, consumer_group, key)
) WITHOUT ROWID;
CREATE INDEX leases_token ON leases (token);

CREATE TABLE logs (
  number INTEGER PRIMARY KEY,
  execution_id TEXT NOT NULL,
  task_run_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  level INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  task_id TEXT,
  message TEXT NOT NULL,
  UNIQUE (execution_id, task_run_id, attempt, sequence)
);
CREATE INDEX logs_execution ON logs (execution_id, at, sequence, number);
CREATE INDEX logs_at ON logs (at, sequence, number);

CREATE TABLE metrics (
  number INTEGER PRIMARY KEY,
  execution_id TEXT NOT NULL,
  task_run_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  task_id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  value REAL NOT NULL,
  tags TEXT,
  UNIQUE (execution_id, task_run_id, attempt, sequence)
);

CREATE TABLE flow_revisions (
  namespace TEXT NOT NULL,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  source TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  is_newest INTEGER NOT NULL,
  is_deleted INTEGER NOT NULL,
  PRIMARY KEY (namespace, id, revision)
);
CREATE UNIQUE INDEX flow_revisions_newest ON flow_revisions (namespace, id) WHERE is_newest = 1;

CREATE TABLE kv (
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  description TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  expires_at INTEGER,
  version INTEGER NOT NULL,
  PRIMARY KEY (namespace, key)
);

CREATE TABLE services (id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE set_aside (
  id TEXT NOT NULL PRIMARY KEY,
  topic TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  code TEXT NOT NULL,
  cause TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX set_aside_at ON set_aside (at, id);

CREATE TABLE probe (id INTEGER PRIMARY KEY, at INTEGER NOT NULL);
INSERT INTO probe VALUES (1, 0);
`
