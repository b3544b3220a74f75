// The bare limit on SQLite: no engine, no queue, no worker, no expressions; the same durable facts with the fewest rows
// and commits. It holds: the table of executions with the columns and indexes that the adapter makes, one row a flow;
// in its body the header with labels and history, each task run with history, attempts and outputs, as JSON. It writes
// the row when the flow is accepted and begun, then once for the end of each task, in order, each change in a commit with
// full durability before the next one begins; changes of different flows share commits. It leaves out what can be
// derived (counters, rows of labels) and whatever serves a crash, a second process or a reader.

import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

export interface BareRequest {
  readonly directory: string
  /** Statements that make the table of executions and its indexes. */
  readonly schema: readonly string[]
  readonly count: number
  /** What each task gives. */
  readonly texts: readonly string[]
  readonly inFlight: number
}

export interface BareResult {
  readonly flowsPerSecond: number
  readonly rowsPerFlow: number
  readonly commitsPerFlow: number
  readonly bodyBytes: number
  readonly medianMs: number
}

interface Entry {
  readonly state: string
  readonly at: number
}

interface BareRun {
  readonly id: string
  readonly taskId: string
  readonly order: number
  readonly lane: number
  readonly phase: string
  state: string
  readonly history: Entry[]
  readonly attempts: { readonly history: Entry[] }[]
  outputs?: object
}

interface BareFlow {
  readonly id: string
  readonly startedAt: number
  readonly createdAt: number
  version: number
  readonly history: Entry[]
  readonly runs: BareRun[]
}

/** Runs `count` flows, `inFlight` at a time, in a database below `directory`. */
export function runBare(request: BareRequest): BareResult {
  const folder = mkdtempSync(join(request.directory, 'bare-'))
  const database = new DatabaseSync(join(folder, 'bare.db'))
  database.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000',
  )
  for (const sql of request.schema) database.exec(sql)
  try {
    return new BareLoop(database, request).run()
  } finally {
    database.close()
    rmSync(folder, { recursive: true })
  }
}

class BareLoop {
  readonly #database: DatabaseSync
  readonly #request: BareRequest
  readonly #insert: StatementSync
  readonly #update: StatementSync
  readonly #end: StatementSync
  readonly #latencies: number[] = []
  #created = 0
  #commits = 0

  constructor(database: DatabaseSync, request: BareRequest) {
    this.#database = database
    this.#request = request
    this.#insert = database.prepare(
      'INSERT INTO executions (id, version, body, is_live, namespace, flow_id, flow_revision, state, started_at, labels) VALUES (?, 1, ?, 1, ?, ?, 1, ?, ?, ?)',
    )
    this.#update = database.prepare('UPDATE executions SET version = ?, body = ? WHERE id = ?')
    this.#end = database.prepare(
      'UPDATE executions SET version = ?, body = ?, is_live = 0, state = ?, ended_at = ? WHERE id = ?',
    )
  }

  run(): BareResult {
    const { count, inFlight } = this.#request
    let active: BareFlow[] = []
    const startedAt = performance.now()
    while (this.#created < count || active.length > 0) {
      this.#database.exec('BEGIN IMMEDIATE')
      const running = active.filter((flow) => !this.#advance(flow))
      const ended = active.filter((flow) => flow.history.length === 3)
      while (running.length < inFlight && this.#created < count) running.push(this.#create())
      this.#database.exec('COMMIT')
      this.#commits += 1
      for (const flow of ended) this.#latencies.push(performance.now() - flow.startedAt)
      active = running
    }
    return this.#result((performance.now() - startedAt) / 1000)
  }

  #create(): BareFlow {
    this.#created += 1
    const id = `bare${String(this.#created).padStart(18, '0')}`
    const now = Date.now()
    const history = [
      { state: 'CREATED', at: now },
      { state: 'RUNNING', at: now },
    ]
    const flow = { id, startedAt: performance.now(), createdAt: now, version: 1, history, runs: [runOf(id, 0, now)] }
    this.#insert.run(id, bodyOf(flow), 'bench', 'three-tasks', 'RUNNING', now, JSON.stringify(labelsOf(id)))
    return flow
  }

  /** The task in hand ends, and the next one begins; true when there is none. */
  #advance(flow: BareFlow): boolean {
    const { texts } = this.#request
    const run = flow.runs.at(-1)
    const now = Date.now()
    if (run !== undefined) endRun(run, texts[run.order] ?? '', now)
    flow.version += 1
    if (flow.runs.length < texts.length) {
      flow.runs.push(runOf(flow.id, flow.runs.length, now))
      this.#update.run(flow.version, bodyOf(flow), flow.id)
      return false
    }
    flow.history.push({ state: 'SUCCESS', at: now })
    this.#end.run(flow.version, bodyOf(flow), 'SUCCESS', now, flow.id)
    return true
  }

  #result(seconds: number): BareResult {
    const { count } = this.#request
    const row = this.#database.prepare('SELECT COUNT(*) AS rows, MAX(LENGTH(body)) AS bytes FROM executions').get()
    const latencies = this.#latencies.toSorted((left, right) => left - right)
    return {
      flowsPerSecond: count / seconds,
      rowsPerFlow: Number(row?.['rows']) / count,
      commitsPerFlow: this.#commits / count,
      bodyBytes: Number(row?.['bytes']),
      medianMs: latencies[Math.floor(latencies.length / 2)] ?? Number.NaN,
    }
  }
}

function runOf(flowId: string, order: number, at: number): BareRun {
  const created = { state: 'CREATED', at }
  const id = `${flowId.slice(5)}${order}`
  return {
    id,
    taskId: `task-${order}`,
    order,
    lane: 0,
    phase: 'main',
    state: 'CREATED',
    history: [created],
    attempts: [{ history: [created] }],
  }
}

function endRun(run: BareRun, text: string, at: number): void {
  const entries = [
    { state: 'RUNNING', at },
    { state: 'SUCCESS', at },
  ]
  run.state = 'SUCCESS'
  run.history.push(...entries)
  run.attempts[0]?.history.push(...entries)
  run.outputs = { values: { text } }
}

function labelsOf(id: string): readonly object[] {
  return [{ key: 'system.correlationId', value: id }]
}

function bodyOf({ id, createdAt, history, runs }: BareFlow): string {
  const state = history.at(-1)?.state
  const frame = {
    phase: 'main',
    branch: 'tasks',
    total: 1,
    limit: 1,
    split: false,
    next: 1,
    live: 1,
    handling: false,
    tally: { SUCCESS: runs.length },
    turn: 0,
  }
  const counts = { attemptNumber: 1, taskRunCount: runs.length, liveCount: 1, pauses: 0, kills: 0 }
  const header = {
    id,
    namespace: 'bench',
    flowId: 'three-tasks',
    flowRevision: 1,
    state,
    history,
    labels: labelsOf(id),
    inputs: {},
    originalId: id,
    createdAt,
    ...counts,
    frame,
  }
  return JSON.stringify({ format: 1, split: false, header, runs, values: [] })
}
