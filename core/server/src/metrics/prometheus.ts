// Metrics of the process in the text format of Prometheus: counters, gauges, and durations as a histogram.

import type { MetricLabels, Metrics } from '@millrace/ports'

export interface PrometheusMetrics extends Metrics {
  /** Exposition format 0.0.4. */
  render(): string
}

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Upper bounds in seconds: from an embedded flow to a long script. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] as const

interface Timing {
  /** How many were at most this long, by bucket. */
  readonly buckets: number[]
  count: number
  sum: number
}

/** Series by metric name, then by their labels as they are written. */
type Family<Value> = Map<string, Map<string, Value>>

export function createMetrics(): PrometheusMetrics {
  const counters: Family<number> = new Map()
  const gauges: Family<number> = new Map()
  const timings: Family<Timing> = new Map()
  return {
    count(name, by = 1, labels) {
      const series = seriesOf(counters, name)
      const key = labelText(labels)
      series.set(key, (series.get(key) ?? 0) + by)
    },
    gauge(name, value, labels) {
      seriesOf(gauges, name).set(labelText(labels), value)
    },
    time(name, seconds, labels) {
      const series = seriesOf(timings, name)
      const key = labelText(labels)
      const timing = series.get(key) ?? { buckets: BUCKETS.map(() => 0), count: 0, sum: 0 }
      observe(timing, seconds)
      series.set(key, timing)
    },
    render: () =>
      [...plainLines(counters, 'counter'), ...plainLines(gauges, 'gauge'), ...timingLines(timings)].join('\n') + '\n',
  }
}

function seriesOf<Value>(family: Family<Value>, name: string): Map<string, Value> {
  const known = family.get(name)
  if (known !== undefined) return known
  const series = new Map<string, Value>()
  family.set(name, series)
  return series
}

function observe(timing: Timing, seconds: number): void {
  timing.count += 1
  timing.sum += seconds
  const bucket = BUCKETS.findIndex((bound) => seconds <= bound)
  if (bucket >= 0) timing.buckets[bucket] = (timing.buckets[bucket] ?? 0) + 1
}

function labelText(labels: MetricLabels | undefined): string {
  if (labels === undefined) return ''
  return Object.keys(labels)
    .sort()
    .map((name) => `${plainName(name)}="${escaped(labels[name] ?? '')}"`)
    .join(',')
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

/** Dots and dashes are not allowed in names. */
function plainName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_:]/g, '_').replace(/^(?=\d)/, '_')
}

function* plainLines(family: Family<number>, type: 'counter' | 'gauge'): Iterable<string> {
  for (const [name, series] of family) {
    yield `# TYPE ${plainName(name)} ${type}`
    for (const [labels, value] of series) yield `${plainName(name)}${labels === '' ? '' : `{${labels}}`} ${value}`
  }
}

function* timingLines(family: Family<Timing>): Iterable<string> {
  for (const [written, series] of family) {
    const name = plainName(written)
    yield `# TYPE ${name} histogram`
    for (const [labels, timing] of series) {
      const before = labels === '' ? '' : `${labels},`
      let sum = 0
      for (const [index, bound] of BUCKETS.entries())
        yield `${name}_bucket{${before}le="${bound}"} ${(sum += timing.buckets[index] ?? 0)}`
      yield `${name}_bucket{${before}le="+Inf"} ${timing.count}`
      const own = labels === '' ? '' : `{${labels}}`
      yield `${name}_sum${own} ${timing.sum}`
      yield `${name}_count${own} ${timing.count}`
    }
  }
}
