// Metrics of a process that shows none.

import type { Metrics } from '@millrace/ports'

const nothing = (): void => {}

export const noMetrics: Metrics = { count: nothing, gauge: nothing, time: nothing }
