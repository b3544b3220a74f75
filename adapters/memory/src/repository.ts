// Repository over a store in memory.

import type { Clock, Repository } from '@millrace/sdk-adapter'
import { openEntities } from './entities.ts'
import { openExecutions } from './executions.ts'
import { openFlows } from './flows.ts'
import { openKv } from './kv.ts'
import { openLogs } from './logs.ts'
import { openServices, openSetAside } from './services.ts'
import type { MemoryStore } from './store.ts'

export function openRepository(store: MemoryStore, clock: Clock): Repository {
  return {
    capabilities: { joinedQueue: true, isShared: false },
    entities: openEntities(store, clock),
    executions: openExecutions(store),
    flows: openFlows(store),
    logs: openLogs(store),
    kv: openKv(store),
    services: openServices(store),
    setAside: openSetAside(store),
    check: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}
