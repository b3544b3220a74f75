// What a consumer of a case got.

import type { Delivery, Handler } from '@millrace/ports'

export interface Collector {
  readonly deliveries: Delivery[]
  readonly bodies: readonly string[]
  readonly handler: Handler
}

/** A handler that keeps what it is given, and does as `then` says. */
export function collector(then: Handler = async () => {}): Collector {
  const deliveries: Delivery[] = []
  return {
    deliveries,
    get bodies() {
      return deliveries.map(({ body }) => body)
    },
    handler: async (batch) => {
      deliveries.push(...batch)
      await then(batch)
    },
  }
}

export const OPTIONS = { group: 'group', batchSize: 10 } as const
