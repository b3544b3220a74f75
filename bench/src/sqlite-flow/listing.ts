// How late the server's event loop is while a list over a million executions is read, totals and all.

import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { percentile, type Report } from '../report.ts'
import { runLoad } from '../support/load.ts'
import { startServer } from '../support/server.ts'
import { FLOW } from './flow.ts'
import { deployFlow } from './over-http.ts'

const DAYS = 30
const DAY_MS = 86_400_000
const QUERIES = [
  'size=25&page=1',
  'size=25&page=1&state=FAILED',
  `size=25&page=1&namespace=${FLOW.namespace}&flowId=${FLOW.id}`,
  'size=25&page=2000',
  'size=25&page=1&q=zzz',
  'size=25&page=1&labels=batch:7',
] as const
const LAG = 'millrace_event_loop_lag_seconds{quantile="0.99"}'

export async function measureListing(report: Report, directory: string, scale: number): Promise<void> {
  const folder = mkdtempSync(join(directory, 'list-'))
  try {
    await runOne(folder)
    report.figure('list-executions', copyExecution(join(folder, 'millrace.db'), 1_000_000 * scale))
    await using server = await startServer({ directory, folder })
    await server.metric(LAG)
    const tookMs = await readLists(server.url, Math.max(2_000, 15_000 * scale))
    for (const [index, query] of QUERIES.entries())
      report.figure(`list-${query.replaceAll(/[^a-zA-Z0-9]+/g, '-')}-median-ms`, percentile(tookMs[index] ?? [], 0.5))
    report.figure('list-event-loop-lag-p99-ms', (await server.metric(LAG)) * 1000)
    report.goal('list-event-loop-lag-p99-ms', '<=', 50)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Leaves one ended execution in the folder, as a server writes it. */
async function runOne(folder: string): Promise<void> {
  await using server = await startServer({ directory: folder, folder })
  await deployFlow(server)
  const path = `/api/v1/main/executions/${FLOW.namespace}/${FLOW.id}?wait=true`
  await runLoad({ url: server.url, path, kind: 'closed', count: 1, inFlight: 1 })
}

/** Makes `count` of the one, spread over a month, every fifth FAILED; counters and some labels go along. */
function copyExecution(file: string, count: number): number {
  const database = new DatabaseSync(file)
  const from = Math.floor(Date.now() / DAY_MS - DAYS) * DAY_MS
  const stepMs = Math.floor((DAYS * DAY_MS) / count)
  database.exec(`
    PRAGMA synchronous = OFF;
    BEGIN;
    INSERT INTO executions (id, version, body, is_live, namespace, flow_id, flow_revision, state, started_at, ended_at, labels)
      WITH RECURSIVE numbers (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < ${count}),
      copies AS (SELECT value, printf('0B%020d', value) AS copy_id FROM numbers)
      SELECT copy_id, version, replace(body, id, copy_id), 0, namespace, flow_id, flow_revision,
        iif(value % 5 = 0, 'FAILED', 'SUCCESS'), ${from} + value * ${stepMs}, ${from} + value * ${stepMs} + 20,
        json_array(json_object('key', 'system.correlationId', 'value', copy_id), json_object('key', 'batch', 'value', cast(value % 400 AS TEXT)))
      FROM copies, (SELECT * FROM executions LIMIT 1);
    INSERT INTO execution_labels SELECT 'batch', labels ->> '$[1].value', id FROM executions WHERE labels ->> '$[1].value' IS NOT NULL;
    DELETE FROM execution_counts;
    INSERT INTO execution_counts SELECT namespace, flow_id, state, started_at / ${DAY_MS}, count(*) FROM executions GROUP BY 1, 2, 3, 4;
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE);`)
  const executions = Number(database.prepare('SELECT COUNT(*) AS value FROM executions').get()?.['value'])
  database.close()
  return executions
}

/** Reads the lists one after another; gives what each took. */
async function readLists(url: string, durationMs: number): Promise<readonly number[][]> {
  const tookMs: number[][] = QUERIES.map(() => [])
  const endsAt = performance.now() + durationMs
  for (let index = 0; performance.now() < endsAt || index < QUERIES.length; index += 1) {
    const query = QUERIES[index % QUERIES.length] ?? ''
    const startedAt = performance.now()
    const answer = await fetch(`${url}/api/v1/main/executions/search?${query}`)
    const text = await answer.text()
    if (!answer.ok) throw new TypeError(`a list was refused: ${text}`)
    tookMs[index % QUERIES.length]?.push(performance.now() - startedAt)
  }
  return tookMs
}
