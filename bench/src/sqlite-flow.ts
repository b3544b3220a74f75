// A flow of three tasks on SQLite with full durability: one at a time and 200 in flight, in this process and over HTTP,
// beside the bare limit (sqlite-bare.ts) on the same disk in the same run.

import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Flow } from '@millrace/model'
import { openEmbedded, type Embedded } from './support/embedded.ts'
import { benchOptions, percentile, Report } from './report.ts'
import { runBare } from './sqlite-bare.ts'

const TASKS = 3
const directory = process.env['MILLRACE_BENCH_DIRECTORY'] ?? join(import.meta.dirname, '..')

const flow: Flow = {
  id: 'three-tasks',
  namespace: 'bench',
  revision: 1,
  tasks: [
    { id: 'first', type: 'core/output-values', values: { text: 'one' } },
    { id: 'second', type: 'core/output-values', values: { text: '{{ outputs.first.values.text }} two' } },
    { id: 'third', type: 'core/output-values', values: { text: '{{ outputs.second.values.text }} three' } },
  ],
}

/** Runs `count` flows, `inFlight` at a time; gives the latencies from the request to the end. */
async function closedLoop({ runtime }: Embedded, count: number, inFlight: number): Promise<{ perSecond: number; latencies: number[] }> {
  const latencies: number[] = []
  let started = 0
  const one = async (): Promise<void> => {
    while (started < count) {
      started += 1
      const startedAt = performance.now()
      const created = await runtime.executions.create({ namespace: 'bench', flowId: 'three-tasks', revision: 1, inputs: {}, labels: [] })
      const ended = created.state.current === 'SUCCESS' ? created : await runtime.executions.waitFor(created.id)
      if (ended.state.current !== 'SUCCESS') throw new TypeError(`an execution ended ${ended.state.current}: ${JSON.stringify(ended)}`)
      latencies.push(performance.now() - startedAt)
    }
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: inFlight }, one))
  return { perSecond: (count / (performance.now() - startedAt)) * 1000, latencies }
}

const options = benchOptions()
const report = new Report('sqlite-flow')
const scale = options.isQuick ? 0.1 : 1

{
  const bare = runBare({ directory, count: 40_000 * scale, tasks: TASKS, inFlight: 200 })
  const alone = runBare({ directory, count: 2_000 * scale, tasks: TASKS, inFlight: 1 })
  report.figure('bare-limit-synchronous-pragma', Number(bare.synchronous))
  report.figure('bare-limit-200-in-flight-flows-per-s', bare.flowsPerSecond)
  report.figure('bare-limit-one-at-a-time-median-ms', alone.medianMs)
  report.figure('bare-limit-rows-per-flow', bare.rowsPerFlow)
  await using embedded = await openEmbedded({ directory, flow, slots: availableParallelism() * 8 })
  await closedLoop(embedded, 2_000 * scale, 50)
  const single = await closedLoop(embedded, 2_000 * scale, 1)
  report.figure('embedded-one-at-a-time-median-ms', percentile(single.latencies, 0.5))
  report.figure('embedded-one-at-a-time-p99-ms', percentile(single.latencies, 0.99))
  const rowsBefore = embedded.rows()
  const count = 40_000 * scale
  const many = await closedLoop(embedded, count, 200)
  report.figure('embedded-200-in-flight-flows-per-s', many.perSecond)
  report.figure('embedded-200-in-flight-median-ms', percentile(many.latencies, 0.5))
  report.figure('embedded-rows-per-flow', (embedded.rows() - rowsBefore) / count)
  report.figure('embedded-share-of-bare-limit', many.perSecond / bare.flowsPerSecond)
}
report.goal('embedded-one-at-a-time-median-ms', '<=', 2.5)
report.goal('embedded-200-in-flight-flows-per-s', '>=', 4_000)
report.goal('embedded-rows-per-flow', '<=', 1.5)
report.goal('embedded-share-of-bare-limit', '>=', 0.5)
report.finish(options)
