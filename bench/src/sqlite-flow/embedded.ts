// The flow in this process, beside the bare limit on the same settings: one at a time, and 200 in flight in rounds that
// alternate, so that what else the machine does meets both.

import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { percentile, type Report } from '../report.ts'
import { openEmbedded, type Embedded } from '../support/embedded.ts'
import { openRowCounter } from '../support/rows.ts'
import { runBare, type BareResult } from './bare.ts'
import { FLOW, TEXTS } from './flow.ts'

interface Round {
  readonly perSecond: number
  readonly latencies: readonly number[]
}

/** Runs `count` flows, `inFlight` at a time. */
async function closedLoop({ runtime }: Embedded, count: number, inFlight: number): Promise<Round> {
  const { namespace, id: flowId } = FLOW
  const latencies: number[] = []
  let started = 0
  const one = async (): Promise<void> => {
    while (started < count) {
      started += 1
      const startedAt = performance.now()
      const id = await runtime.executions.start({ namespace, flowId, revision: 1, inputs: {}, labels: [] })
      const ended = await runtime.executions.waitFor(id)
      if (ended.state.current !== 'SUCCESS') throw new TypeError(`an execution ended ${JSON.stringify(ended)}`)
      latencies.push(performance.now() - startedAt)
    }
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: inFlight }, one))
  return { perSecond: (count / (performance.now() - startedAt)) * 1000, latencies }
}

const ROUNDS = 5

export async function measureEmbedded(report: Report, directory: string, scale: number): Promise<void> {
  await using embedded = await openEmbedded({ directory, flow: FLOW, slots: availableParallelism() * 8 })
  using rows = openRowCounter(join(embedded.folder, 'millrace.db'))
  const bare = (count: number, inFlight: number): BareResult =>
    runBare({ directory, schema: rows.executionsSchema(), count: count * scale, texts: TEXTS, inFlight })
  report.text('embedded-journal-mode', embedded.durability.journal)
  report.figure('embedded-synchronous-pragma', embedded.durability.synchronous)
  await closedLoop(embedded, 4_000 * scale, 50)
  const single = await closedLoop(embedded, 2_000 * scale, 1)
  const singleBare = bare(1_000, 1)
  const rowsBefore = rows.count()
  const commitsBefore = embedded.commits()
  const pairs: { readonly many: Round; readonly bare: BareResult }[] = []
  for (let round = 0; round < ROUNDS; round += 1)
    pairs.push({ bare: bare(8_000, 200), many: await closedLoop(embedded, 8_000 * scale, 200) })
  const perSecond = pairs.map(({ many }) => many.perSecond)
  const latencies = pairs.flatMap(({ many }) => many.latencies)
  const barePerSecond = pairs.map((pair) => pair.bare.flowsPerSecond)
  const shares = pairs.map((pair) => pair.many.perSecond / pair.bare.flowsPerSecond)
  const flows = ROUNDS * 8_000 * scale
  report.figure('embedded-one-at-a-time-median-ms', percentile(single.latencies, 0.5))
  report.figure('embedded-one-at-a-time-p99-ms', percentile(single.latencies, 0.99))
  report.figure('bare-one-at-a-time-median-ms', singleBare.medianMs)
  report.figure('embedded-200-in-flight-flows-per-s', percentile(perSecond, 0.5))
  report.figure('embedded-200-in-flight-median-ms', percentile(latencies, 0.5))
  report.figure('bare-200-in-flight-flows-per-s', percentile(barePerSecond, 0.5))
  report.figure('embedded-share-of-bare-limit', percentile(shares, 0.5))
  const rowsPerFlow = report.figure('embedded-rows-per-flow', (rows.count() - rowsBefore) / flows)
  const bareRows = report.figure('bare-rows-per-flow', pairs[0]?.bare.rowsPerFlow ?? Number.NaN)
  report.figure('embedded-rows-to-bare-ratio', rowsPerFlow / bareRows)
  report.figure('embedded-200-in-flight-commits-per-flow', (embedded.commits() - commitsBefore) / flows)
  report.figure('bare-200-in-flight-commits-per-flow', pairs[0]?.bare.commitsPerFlow ?? Number.NaN)
  report.figure('embedded-body-bytes', rows.longestBody())
  report.figure('bare-body-bytes', singleBare.bodyBytes)
  report.goal('embedded-synchronous-pragma', '>=', 2)
  report.goal('embedded-one-at-a-time-median-ms', '<=', 2.5)
  report.goal('embedded-200-in-flight-flows-per-s', '>=', 4_000)
  report.goal('embedded-share-of-bare-limit', '>=', 0.5)
  report.goal('embedded-rows-to-bare-ratio', '<=', 1.5)
}
