/**
 * The HTTP API: routes, event streams, and the metrics of the process.
 */
export { createServer, type ListenOptions, type Server } from './create-server.ts'
export type { Health, ServerDeps, ServerOptions } from './deps.ts'
export { createMetrics, PROMETHEUS_TYPE, type PrometheusMetrics } from './metrics/prometheus.ts'
export { errorBody } from './errors.ts'
