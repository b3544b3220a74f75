// Metrics of the process itself, for /metrics. Names end in their unit; a name is one kind for ever.

import { token } from './token.ts'

export type MetricLabels = Readonly<Record<string, string>>

export interface Metrics {
  count(name: string, by?: number, labels?: MetricLabels): void
  gauge(name: string, value: number, labels?: MetricLabels): void
  /** Seconds. */
  time(name: string, seconds: number, labels?: MetricLabels): void
}
export const Metrics = token<Metrics>('Metrics')
