// The bare limit on SQLite: no engine, no queue, no worker; the same durable facts with the fewest rows and commits.
// A flow is one row: inserted when it is accepted, then updated once for the end of each task, in order, each change in a
// commit with full durability before the next one begins. Changes of different flows share commits.

import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface BareResult {
  readonly flowsPerSecond: number
  readonly rowsPerFlow: number
  readonly commits: number
  readonly medianMs: number
  readonly synchronous: string
}

/** Runs `count` flows of `tasks` tasks, `inFlight` at a time, in a database below `directory`. */
export function runBare({ directory, count, tasks, inFlight }: { directory: string; count: number; tasks: number; inFlight: number }): BareResult {
  const folder = mkdtempSync(join(directory, 'bare-'))
  const database = new DatabaseSync(join(folder, 'bare.db'))
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE flows (id TEXT PRIMARY KEY, state TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID')
  const synchronous = String(database.prepare('PRAGMA synchronous').get()?.['synchronous'])
  const insert = database.prepare('INSERT INTO flows (id, state, body) VALUES (?, ?, ?)')
  const update = database.prepare('UPDATE flows SET state = ?, body = ? WHERE id = ?')
  const latencies: number[] = []
  let active: { id: string; done: number; startedAt: number; body: object[] }[] = []
  let created = 0
  let commits = 0
  const startedAt = performance.now()
  while (created < count || active.length > 0) {
    database.exec('BEGIN IMMEDIATE')
    for (const flow of active) {
      flow.done += 1
      flow.body.push({ task: `task-${flow.done}`, state: 'SUCCESS', outputs: { value: 'text' }, startedAt: Date.now(), endedAt: Date.now() })
      update.run(flow.done === tasks ? 'SUCCESS' : 'RUNNING', JSON.stringify(flow.body), flow.id)
    }
    const running = active.filter((flow) => flow.done < tasks)
    const ended = active.filter((flow) => flow.done === tasks)
    while (running.length < inFlight && created < count) {
      created += 1
      const flow = { id: `flow-${created}-${'x'.repeat(10)}`, done: 0, startedAt: performance.now(), body: [] as object[] }
      insert.run(flow.id, 'RUNNING', JSON.stringify({ inputs: {}, createdAt: Date.now() }))
      running.push(flow)
    }
    database.exec('COMMIT')
    commits += 1
    for (const flow of ended) latencies.push(performance.now() - flow.startedAt)
    active = running
  }
  const seconds = (performance.now() - startedAt) / 1000
  const rows = Number(database.prepare('SELECT COUNT(*) AS rows FROM flows').get()?.['rows'])
  database.close()
  rmSync(folder, { recursive: true })
  latencies.sort((left, right) => left - right)
  return { flowsPerSecond: count / seconds, rowsPerFlow: rows / count, commits, medianMs: latencies[Math.floor(latencies.length / 2)] ?? 0, synchronous }
}
