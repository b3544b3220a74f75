// Opens a store in memory. A named store outlives the adapter that opened it, as a database outlives a process.

import { defineAdapter, Type, type OpenAdapter } from '@millrace/sdk-adapter'
import { MemoryQueue } from './queue.ts'
import { openRepository } from './repository.ts'
import { createStore, type MemoryStore } from './store.ts'

const named = new Map<string, MemoryStore>()

function storeNamed(name: string | undefined): MemoryStore {
  if (name === undefined) return createStore()
  const store = named.get(name) ?? createStore()
  named.set(name, store)
  return store
}

export const adapter = defineAdapter({
  name: 'memory',
  options: Type.Object(
    {
      store: Type.Optional(
        Type.String({
          description: 'Adapters of this process that name the same store share it; it lives as long as the process.',
        }),
      ),
      leaseMs: Type.Optional(
        Type.Integer({
          minimum: 30,
          description: 'How long a paused consumer keeps its messages; 30,000 ms unless told.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  async open(options, host): Promise<OpenAdapter> {
    const store = storeNamed(options.store)
    const queue = new MemoryQueue({ store, host, leaseMs: options.leaseMs ?? 30_000 })
    const repository = openRepository(store, host.clock)
    return { queue, repository, lanes: 1, [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose]() }
  },
})
