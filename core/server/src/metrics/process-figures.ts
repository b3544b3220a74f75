// What the process says of itself in `/metrics`: how late its event loop is, and how much memory it takes.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Metrics } from '@millrace/ports'

const RESOLUTION_MS = 20
const QUANTILES = [0.5, 0.99, 1] as const

export interface ProcessFigures extends Disposable {
  /** Sets the gauges; lags are those since the last call. */
  collect(metrics: Metrics): void
}

export function watchProcess(): ProcessFigures {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delays.enable()
  return {
    collect(metrics) {
      for (const quantile of QUANTILES)
        metrics.gauge('millrace_event_loop_lag_seconds', lagAt(delays, quantile), { quantile: String(quantile) })
      delays.reset()
      const { rss, heapUsed } = process.memoryUsage()
      metrics.gauge('millrace_resident_memory_bytes', rss)
      metrics.gauge('millrace_heap_used_bytes', heapUsed)
    },
    [Symbol.dispose]: () => delays.disable(),
  }
}

/** Node measures the time between two ticks of a timer: the lag is what is above its interval. */
function lagAt(delays: ReturnType<typeof monitorEventLoopDelay>, quantile: number): number {
  const betweenMs = (quantile === 1 ? delays.max : delays.percentile(quantile * 100)) / 1e6
  return delays.count === 0 ? 0 : Math.max(0, betweenMs - RESOLUTION_MS) / 1000
}
