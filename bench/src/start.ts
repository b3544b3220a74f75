// A server from the start of its process: when it answers, and the memory that it takes while idle. The first start, which
// may have to compile sources, does not count.

import { benchOptions, percentile, Report } from './report.ts'
import { benchDirectory } from './support/place.ts'
import { startServer } from './support/server.ts'

const SETTLED_AFTER_MS = 2_000

const options = benchOptions()
const report = new Report('start')
const directory = benchDirectory()
const readyMs: number[] = []
const memory: number[] = []

async function start(settleMs: number): Promise<{ readonly readyAfterMs: number; readonly megabytes: number }> {
  await using server = await startServer({ directory })
  await new Promise((resolve) => setTimeout(resolve, settleMs))
  return { readyAfterMs: server.readyAfterMs, megabytes: server.memoryBytes() / 1e6 }
}

const first = await start(0)
for (let count = 0; count < (options.isQuick ? 1 : 9); count += 1) {
  const { readyAfterMs, megabytes } = await start(options.isQuick ? 200 : SETTLED_AFTER_MS)
  readyMs.push(readyAfterMs)
  memory.push(megabytes)
}
report.figure('start-first-ms', first.readyAfterMs)
report.figure('start-median-ms', percentile(readyMs, 0.5))
report.figure('start-slowest-ms', Math.max(...readyMs))
report.figure('idle-resident-memory-mb', percentile(memory, 0.5))
report.goal('start-median-ms', '<=', 1_000)
report.goal('idle-resident-memory-mb', '<=', 150)
report.finish(options)
