// The load on a server, in a process of its own: flows in a closed loop, or at their times whatever becomes of earlier
// ones. Prints one line of JSON.

import { percentile } from '../report.ts'
import { HttpConnection, requestText } from './connection.ts'
import type { LoadResult, LoadSpec } from './load.ts'

const SAMPLE_MS = 50
/** Growth of the backlog that is no growth: what arrives in this time. */
const SLACK_MS = 50

const spec = JSON.parse(process.argv[2] ?? '{}') as LoadSpec
const request = requestText('POST', spec.url, spec.path)
const idle: HttpConnection[] = []
const latencies: number[] = []
let open = 0

async function oneFlow(sentAt: number): Promise<void> {
  open += 1
  const connection = idle.pop() ?? (await HttpConnection.open(spec.url))
  const body = await connection.ask(request)
  if (!body.includes('"current":"SUCCESS"')) throw new TypeError(`an execution did not succeed: ${body}`)
  idle.push(connection)
  open -= 1
  latencies.push(performance.now() - sentAt)
}

async function closedLoop(count: number, inFlight: number): Promise<void> {
  let started = 0
  const one = async (): Promise<void> => {
    while (started < count) {
      started += 1
      await oneFlow(performance.now())
    }
  }
  await Promise.all(Array.from({ length: inFlight }, one))
}

/** Sends each at its time; gives whether the server kept up. */
async function openLoop(perMinute: number, seconds: number): Promise<boolean> {
  const count = Math.max(1, Math.round((perMinute / 60) * seconds))
  const gapMs = (seconds * 1000) / count
  const startedAt = performance.now()
  const flows: Promise<void>[] = []
  const backlog: { readonly at: number; readonly open: number }[] = []
  const sampling = setInterval(() => backlog.push({ at: performance.now() - startedAt, open }), SAMPLE_MS)
  while (flows.length < count) {
    const dueAt = startedAt + flows.length * gapMs
    const waitMs = dueAt - performance.now()
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    flows.push(oneFlow(dueAt))
  }
  const windowEndsAt = startedAt + seconds * 1000
  await Promise.all(flows)
  clearInterval(sampling)
  const hasEnded = performance.now() <= windowEndsAt + 1000
  return hasEnded && !hasGrown(backlog, seconds * 1000, (perMinute / 60_000) * SLACK_MS)
}

/** Whether the backlog was longer at the end of the last third than at its beginning. */
function hasGrown(
  backlog: readonly { readonly at: number; readonly open: number }[],
  windowMs: number,
  slack: number,
): boolean {
  const mean = (from: number, before: number): number => {
    const within = backlog.filter(({ at }) => at >= from * windowMs && at < before * windowMs)
    return within.reduce((sum, { open: waiting }) => sum + waiting, 0) / Math.max(1, within.length)
  }
  return mean(5 / 6, 1) > mean(4 / 6, 5 / 6) + Math.max(1, slack)
}

const startedAt = performance.now()
const hasKeptUp = spec.kind === 'open' ? await openLoop(spec.perMinute, spec.seconds) : true
if (spec.kind === 'closed') await closedLoop(spec.count, spec.inFlight)
const tookMs = performance.now() - startedAt
const result: LoadResult = {
  perSecond: (latencies.length / tookMs) * 1000,
  p50Ms: percentile(latencies, 0.5),
  p95Ms: percentile(latencies, 0.95),
  p99Ms: percentile(latencies, 0.99),
  hasKeptUp,
}
for (const connection of idle) connection.close()
console.log(JSON.stringify(result))
