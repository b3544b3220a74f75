// The flow over HTTP: the server in its own process, the load in another. Closed loops, then requests at their times.

import { join } from 'node:path'
import type { Report } from '../report.ts'
import { runLoad } from '../support/load.ts'
import { openRowCounter } from '../support/rows.ts'
import { startServer, type BenchServer } from '../support/server.ts'
import { FLOW, SOURCE } from './flow.ts'

const PATH = `/api/v1/main/executions/${FLOW.namespace}/${FLOW.id}?wait=true`
const RATES = [60, 600, 3_000, 6_000, 12_000, 30_000, 60_000] as const

export async function deployFlow({ url }: BenchServer): Promise<void> {
  const headers = { 'content-type': 'application/x-yaml' }
  const answer = await fetch(`${url}/api/v1/main/flows`, { method: 'POST', headers, body: SOURCE })
  if (!answer.ok) throw new TypeError(`the flow was not accepted: ${await answer.text()}`)
}

export async function measureOverHttp(report: Report, directory: string, scale: number): Promise<void> {
  await using server = await startServer({ directory })
  await deployFlow(server)
  await measureClosed(report, server, scale)
  for (const perMinute of RATES) await measureOpen(report, server, perMinute, Math.max(2, 30 * scale))
}

async function measureClosed(report: Report, server: BenchServer, scale: number): Promise<void> {
  using rows = openRowCounter(join(server.folder, 'millrace.db'))
  const target = { url: server.url, path: PATH }
  await runLoad({ ...target, kind: 'closed', count: 4_000 * scale, inFlight: 50 })
  const single = await runLoad({ ...target, kind: 'closed', count: 1_000 * scale, inFlight: 1 })
  const rowsBefore = rows.count()
  const commitsBefore = await server.metric('millrace_commits_total')
  const count = 30_000 * scale
  const many = await runLoad({ ...target, kind: 'closed', count, inFlight: 200 })
  report.figure('http-one-at-a-time-median-ms', single.p50Ms)
  report.figure('http-one-at-a-time-p99-ms', single.p99Ms)
  report.figure('http-200-in-flight-flows-per-s', many.perSecond)
  report.figure('http-200-in-flight-median-ms', many.p50Ms)
  report.figure('http-rows-per-flow', (rows.count() - rowsBefore) / count)
  report.figure(
    'http-200-in-flight-commits-per-flow',
    ((await server.metric('millrace_commits_total')) - commitsBefore) / count,
  )
  report.goal('http-one-at-a-time-median-ms', '<=', 2.5)
  report.goal('http-200-in-flight-flows-per-s', '>=', 2_000)
  report.goal('http-rows-per-flow', '<=', 1.5)
}

async function measureOpen(report: Report, server: BenchServer, perMinute: number, seconds: number): Promise<void> {
  const result = await runLoad({ url: server.url, path: PATH, kind: 'open', perMinute, seconds })
  const name = `http-open-${perMinute}-per-min`
  report.figure(`${name}-p50-ms`, result.p50Ms)
  report.figure(`${name}-p95-ms`, result.p95Ms)
  report.figure(`${name}-p99-ms`, result.p99Ms)
  report.figure(`${name}-kept-up`, result.hasKeptUp ? 1 : 0)
  report.goal(`${name}-kept-up`, '>=', 1)
}
