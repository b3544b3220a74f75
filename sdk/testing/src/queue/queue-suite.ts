// The suite for queues.

import type { AdapterHarness } from '../adapter/harness.ts'
import type { ConformanceSuite } from '../suite.ts'
import { deliveryCases } from './delivery-cases.ts'
import { flowControlCases } from './flow-control-cases.ts'
import { redeliveryCases } from './redelivery-cases.ts'

/** What a queue must hold; run it with `registerSuite`. */
export const queueSuite: ConformanceSuite<AdapterHarness> = {
  name: 'queue',
  cases: [...deliveryCases, ...redeliveryCases, ...flowControlCases].toSorted((left, right) =>
    left.id < right.id ? -1 : 1,
  ),
}
